"""Who may do what: roles from the settings, and roles given by invitation."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.flow_tables import StaffMember


class Role(StrEnum):
    """What a member of staff does; an admin does everything."""

    ADMIN = "admin"
    EDITOR = "editor"
    ANNOUNCER = "announcer"


class Staff:
    """The repository of members of staff.

    Args:
        engine: has the roles given by invitation.
        named: the roles that the settings name, with their Telegram ids.
    """

    def __init__(self, engine: AsyncEngine, named: Mapping[str, frozenset[int]]) -> None:
        self._engine = engine
        self._named = named

    async def roles(self, staff_id: int) -> frozenset[Role]:
        """The roles of a person; none for a reader."""
        statement = select(StaffMember.role).where(StaffMember.staff_id == staff_id)
        async with self._engine.connect() as connection:
            given = {Role(role) for role in (await connection.execute(statement)).scalars()}
        return frozenset(given | {Role(role) for role, ids in self._named.items() if staff_id in ids})

    async def has(self, staff_id: int, role: Role) -> bool:
        """Whether a person has a role, or is an admin."""
        return bool(await self.roles(staff_id) & {role, Role.ADMIN})

    async def ids(self, role: Role) -> frozenset[int]:
        """Everyone who has this very role."""
        statement = select(StaffMember.staff_id).where(StaffMember.role == role)
        async with self._engine.connect() as connection:
            given = frozenset((await connection.execute(statement)).scalars())
        return given | self._named.get(role, frozenset())
