"""The recipients of an announcement as rows of `delivery`, made by one statement however many they are."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, cast, literal, null, select

from bot.storage.announcement_tables import Delivery, Subscriber
from bot.storage.reach import REACHED, standing
from bot.storage.stored_announcement import StoredAnnouncement

COLUMNS = ["announcement_id", "chat_id", "language", "message_ids", "state", "error", "attempts"]
# Telegram lets a bot remove its own message for so long.
DELETABLE = dt.timedelta(hours=48)


def chosen(announcement: StoredAnnouncement) -> Select[Any]:
    """Everyone whom a new announcement reaches, as rows of `delivery`."""
    return (
        select(
            literal(announcement.id),
            Subscriber.chat_id,
            Subscriber.language,
            cast(null(), JSON),
            literal("pending"),
            literal(""),
            literal(0),
        )
        .where(standing(announcement.audience) == REACHED)
        .order_by(Subscriber.chat_id)
    )


def corrected(announcement: StoredAnnouncement) -> Select[Any]:
    """Everyone who got what is to be corrected, with the messages that they got."""
    got = [
        Delivery.announcement_id == announcement.corrects,
        Delivery.state == "sent",
        Delivery.chat_id.is_not(None),
        Delivery.message_ids.is_not(None),
    ]
    if announcement.kind == "delete":
        got.append(Delivery.settled_at > dt.datetime.now(dt.UTC) - DELETABLE)
    told: tuple[ColumnElement[Any], ...] = (
        literal(announcement.id),
        Delivery.chat_id.expression,
        Delivery.language.expression,
        Delivery.message_ids.expression,
        literal("pending"),
        literal(""),
        literal(0),
    )
    return select(*told).where(*got).order_by(Delivery.id)
