"""Who may do what: roles from the settings, and roles given by invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.audit import AT_THE_MACHINE, record
from bot.storage.flow_tables import StaffInvitation, StaffMember


class Role(StrEnum):
    """What a member of staff does; an admin does everything."""

    ADMIN = "admin"
    EDITOR = "editor"
    ANNOUNCER = "announcer"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff and one of their roles; one that the settings give can only be taken back there."""

    staff_id: int
    role: Role
    is_in_settings: bool


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

    async def has(self, staff_id: int, *roles: Role) -> bool:
        """Whether a person has one of these roles, or is an admin."""
        return bool(await self.roles(staff_id) & {*roles, Role.ADMIN})

    async def ids(self, role: Role) -> frozenset[int]:
        """Everyone who has this very role."""
        statement = select(StaffMember.staff_id).where(StaffMember.role == role)
        async with self._engine.connect() as connection:
            given = frozenset((await connection.execute(statement)).scalars())
        return given | self._named.get(role, frozenset())

    async def members(self) -> list[Member]:
        """Every role of every person, those of the settings first."""
        named = {(staff_id, Role(role)) for role, ids in self._named.items() for staff_id in ids}
        statement = select(StaffMember.staff_id, StaffMember.role)
        async with self._engine.connect() as connection:
            given = {(row.staff_id, Role(row.role)) for row in await connection.execute(statement)} - named
        order = list(Role)
        return [
            Member(staff_id, role, is_in_settings)
            for roles, is_in_settings in ((named, True), (given, False))
            for staff_id, role in sorted(roles, key=lambda one: (order.index(one[1]), one[0]))
        ]

    async def remove(self, admin_id: int, staff_id: int, role: Role) -> bool:
        """Take back a role that was given by invitation; false where there is none to take.

        Nobody takes back their own admin's role: somebody must be left who can give it again.
        """
        if (admin_id, role) == (staff_id, Role.ADMIN):
            return False
        statement = delete(StaffMember).where(StaffMember.staff_id == staff_id, StaffMember.role == role)
        async with self._engine.begin() as connection:
            if not (await connection.execute(statement)).rowcount:
                return False
            await record(connection, admin_id, "role removed", detail=f"{staff_id}: {role}")
        return True


async def kept_about(connection: AsyncConnection, staff_id: int) -> list[dict[str, str]]:
    """The roles that a person was given by invitation, and since when."""
    statement = select(StaffMember.role, StaffMember.since).where(StaffMember.staff_id == staff_id)
    rows = await connection.execute(statement.order_by(StaffMember.role))
    return [{"role": role, "since": since.isoformat()} for role, since in rows]


async def forget(connection: AsyncConnection, staff_id: int) -> None:
    """Let a person go: the roles they were given, their invitations, and that they invited others."""
    left = delete(StaffMember).where(StaffMember.staff_id == staff_id).returning(StaffMember.role)
    roles = sorted((await connection.execute(left)).scalars())
    if roles:
        await record(connection, staff_id, "left the staff", detail=", ".join(roles))
    await connection.execute(delete(StaffInvitation).where(StaffInvitation.invited_by == staff_id))
    invited = update(StaffMember).where(StaffMember.invited_by == staff_id)
    await connection.execute(invited.values(invited_by=AT_THE_MACHINE))
