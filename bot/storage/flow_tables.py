"""The tables of what goes on with a chat or by itself: flows, members of staff, and routine work."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Table


class Flow(Table):
    """What a chat is in the middle of, so that its next message belongs to that and is no question."""

    __tablename__ = "flow"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]
    since: Mapped[dt.datetime]


class StaffMember(Table):
    """A role given by invitation; the settings name others."""

    __tablename__ = "staff_member"

    staff_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[dt.datetime]
    invited_by: Mapped[int] = mapped_column(BigInteger)


class StaffInvitation(Table):
    """A link with which one person takes up a role; only a hash of what the link says is kept."""

    __tablename__ = "staff_invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    invited_by: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Routine(Table):
    """Work that is done now and then, and when it was last taken up, so that of several processes one does it."""

    __tablename__ = "routine"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    taken_at: Mapped[dt.datetime]
