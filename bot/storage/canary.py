"""The canary: the first deliveries of an announcement are waited for and looked at before the rest goes out."""

from typing import Any

from sqlalchemy import Row, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcement_tables import Announcement, Delivery

# The largest share of the first deliveries that may be blocked or failed before a person must look.
SPOILT_AT_MOST = 0.2
_SPOILT = ("blocked", "failed")
_BEGUN = ("sending", "sent", "unknown", *_SPOILT)


async def room_for(connection: AsyncConnection, announcement: Row[Any], wanted: int) -> int:
    """How many deliveries of those wanted may be taken now: of the first ones only the canary, until it is over.

    A canary that went badly pauses the announcement, unless nobody is left whom that would protect.
    """
    if announcement.is_canary_over:
        return wanted
    of_it = Delivery.announcement_id == announcement.id
    by_state = select(Delivery.state, func.count().label("number")).where(of_it, Delivery.state.in_(_BEGUN))
    counts = {row.state: row.number for row in await connection.execute(by_state.group_by(Delivery.state))}
    begun = sum(counts.values())
    if begun < announcement.canary_size:
        return int(min(wanted, announcement.canary_size - begun))
    if "sending" in counts:
        return 0
    spoilt = sum(counts.get(state, 0) for state in _SPOILT)
    is_last = not await connection.scalar(select(exists().where(of_it, Delivery.state == "pending")))
    is_well = spoilt <= SPOILT_AT_MOST * begun or is_last
    verdict: dict[str, object] = {"is_canary_over": True}
    if not is_well:
        verdict = {"state": "paused", "reason": f"canary: {spoilt} of the first {begun} are blocked or failed"}
    await connection.execute(update(Announcement).where(Announcement.id == announcement.id).values(**verdict))
    return wanted if is_well else 0
