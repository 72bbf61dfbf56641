"""Who an announcement reaches, as SQL: the one place that says so, for rehearsing, approving and sending."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcement_tables import Delivery, Subscriber, Subscription

REACHED = "reached"
UNSUBSCRIBED = "unsubscribed"
UNREACHABLE = "unreachable"
OTHER_LANGUAGE = "other language"
OTHER_TOPICS = "other topics"
ERASED = "erased"
# Of a correction: got the message, which cannot be changed any more.
OUT_OF_REACH = "out of reach"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is chosen: at least one topic of each group; no groups means every subscriber.

    `language` narrows it to those who read that language.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    language: str | None = None

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Audience":
        """The audience that `as_json` kept."""
        return cls(tuple(tuple(group) for group in kept["groups"]), kept["language"])

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return {"groups": [list(group) for group in self.groups], "language": self.language}


def standing(audience: Audience) -> ColumnElement[str]:
    """Whether a row of `subscriber` is reached, or why not; the first reason counts."""
    wanted = [
        exists().where(Subscription.chat_id == Subscriber.chat_id, Subscription.topic.in_(group))
        for group in audience.groups
    ]
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (Subscriber.stopped_at.is_not(None), UNSUBSCRIBED),
        (Subscriber.unreachable_since.is_not(None), UNREACHABLE),
    ]
    if audience.language:
        reasons.append((Subscriber.language != audience.language, OTHER_LANGUAGE))
    if wanted:
        reasons.append((not_(and_(*wanted)), OTHER_TOPICS))
    return case(*reasons, else_=REACHED)


def standing_of_recipient(audience: Audience) -> ColumnElement[str]:
    """The same for a row of `delivery`, as its subscriber is now."""
    now = select(standing(audience)).where(Subscriber.chat_id == Delivery.chat_id).scalar_subquery()
    return func.coalesce(now, ERASED)


async def count_by_standing(connection: AsyncConnection, audience: Audience) -> dict[str, int]:
    """How many subscribers are reached, and how many are left out for each reason."""
    reason = standing(audience).label("reason")
    rows = await connection.execute(select(reason, func.count().label("number")).group_by(reason))
    return {row.reason: row.number for row in rows}
