"""Announcements that readers have got, written straight into the database."""

import datetime as dt
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.content import Button, Content
from bot.storage.announcement_tables import Announcement, Delivery
from bot.storage.reach import Audience


async def tell(
    engine: AsyncEngine, text: str, en: str = "", *, entities: Any = (), buttons: tuple[Button, ...] = (), **about: Any
) -> int:
    """An announcement that chat 1 has got; `delivery` says what else became of it there, the rest are its columns."""
    now = dt.datetime.now(dt.UTC)
    delivery = about.pop("delivery", "sent")
    values = {
        "kind": "send",
        "state": "done",
        "content": Content(text, entities).as_json(),
        "content_en": Content(en).as_json() if en else None,
        "buttons": [button.as_json() for button in buttons],
        "audience": Audience().as_json(),
        "digest": "",
        "is_urgent": False,
        "is_canary_over": True,
        "created_by": 71,
        "created_at": now,
        "approved_at": now,
    }
    async with engine.begin() as connection:
        written = await connection.execute(insert(Announcement).values(values | about).returning(Announcement.id))
        announcement_id = int(written.scalar_one())
        await connection.execute(
            insert(Delivery).values(announcement_id=announcement_id, chat_id=1, language="es", state=delivery)
        )
    return announcement_id


async def correct(engine: AsyncEngine, announcement_id: int, text: str, en: str = "", **about: Any) -> int:
    """What an announcement says from now on; `kind="delete"` removes it."""
    return await tell(engine, text, en, **{"kind": "edit", "corrects": announcement_id} | about)
