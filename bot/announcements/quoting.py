"""An announcement as readers see it quoted: under an answer, and in a reminder of its day."""

import datetime as dt

from bot.announcements.content import Content
from bot.announcements.hours import BOGOTA
from bot.presentation.announced import Quote
from bot.storage.announced import told_at
from bot.storage.stored_announcement import StoredAnnouncement


def quote_of(announcement: StoredAnnouncement, language: str, now: dt.datetime) -> Quote:
    """What it says to a reader of this language, with its days in Bogotá."""
    content = Content.from_json(announcement.content_for(language))
    until = announcement.valid_until
    return Quote(
        announcement.id,
        told_at(announcement).astimezone(BOGOTA).date(),
        content.text,
        content.entities,
        until.astimezone(BOGOTA).date() if until else None,
        is_over=until is not None and until <= now,
    )
