"""Invitations: a link, good for one person and two days, with which they take up a role."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.flow_tables import StaffInvitation, StaffMember
from bot.storage.staff import Role, Staff

VALID = dt.timedelta(hours=48)
# For how long whoever comes late is told so; afterwards the link is like any other that never was.
REMEMBERED = dt.timedelta(days=30)
_TOKEN_BYTES = 16


class Refused(StrEnum):
    """Why an invitation cannot be taken up."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An invitation that was taken up; not `is_new` for who had the role already, and then it is still good."""

    role: Role
    invited_by: int
    is_new: bool = True


class Invitations:
    """The repository of invitations.

    Args:
        engine: has them.
        staff: who has which role already.
    """

    def __init__(self, engine: AsyncEngine, staff: Staff) -> None:
        self._engine = engine
        self._staff = staff

    async def invite(self, admin_id: int, role: Role, now: dt.datetime) -> str:
        """Make an invitation. Returns what its link says, which is kept nowhere."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        statement = insert(StaffInvitation).values(
            token_hash=_hash(token), role=role, invited_by=admin_id, expires_at=now + VALID
        )
        async with self._engine.begin() as connection:
            await connection.execute(statement)
            await record(connection, admin_id, "invited", detail=role)
        return token

    async def accept(self, token: str, staff_id: int, now: dt.datetime) -> Accepted | Refused:
        """Give a person the role of an invitation, once; whoever has it already does not use it up.

        An invitation is worth no more than who made it: it ends with their role.
        """
        found = await self._find(token)
        if found is None:
            return Refused.UNKNOWN
        if await self._staff.has(staff_id, Role(found.role)):
            return Accepted(Role(found.role), found.invited_by, is_new=False)
        if found.used_at is not None:
            return Refused.USED
        if found.expires_at <= now or not await self._staff.has(found.invited_by, Role.ADMIN):
            return Refused.EXPIRED
        async with self._engine.begin() as connection:
            if not await _use(connection, found.token_hash, now):
                return Refused.USED
            member = {"staff_id": staff_id, "role": found.role, "since": now, "invited_by": found.invited_by}
            await connection.execute(insert_for(connection)(StaffMember).values(member).on_conflict_do_nothing())
            detail = f"{found.role}, invited by {found.invited_by}"
            await record(connection, staff_id, "invitation accepted", detail=detail)
        return Accepted(Role(found.role), found.invited_by)

    async def prune(self) -> None:
        """Forget the old ones."""
        old = dt.datetime.now(dt.UTC) - REMEMBERED
        async with self._engine.begin() as connection:
            await connection.execute(delete(StaffInvitation).where(StaffInvitation.expires_at < old))

    async def _find(self, token: str) -> Row[Any] | None:
        columns = select(StaffInvitation.__table__).where(StaffInvitation.token_hash == _hash(token))
        async with self._engine.connect() as connection:
            return (await connection.execute(columns)).one_or_none()


async def _use(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> bool:
    """Whether an invitation was still good, which it is no more; of two who come together, one gets it."""
    still_good = update(StaffInvitation).where(
        StaffInvitation.token_hash == token_hash, StaffInvitation.used_at.is_(None), StaffInvitation.expires_at > now
    )
    return bool((await connection.execute(still_good.values(used_at=now))).rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
