"""An announcement as it is drafted, and as it is read back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from bot.storage.reach import Audience


@dataclass(frozen=True, slots=True)
class Draft:
    """What an announcer has composed; `corrects` names an announcement to `edit` or `delete` everywhere."""

    content: dict[str, Any]
    audience: Audience
    created_by: int
    digest: str
    content_en: dict[str, Any] | None = None
    buttons: tuple[dict[str, Any], ...] = ()
    is_urgent: bool = False
    starts_at: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    kind: str = "send"
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class StoredAnnouncement:
    """An announcement as it stands; the fields are those of its table."""

    id: int
    kind: str
    corrects: int | None
    state: str
    reason: str
    content: dict[str, Any]
    content_en: dict[str, Any] | None
    buttons: tuple[dict[str, Any], ...]
    audience: Audience
    digest: str
    is_urgent: bool
    starts_at: dt.datetime | None
    valid_until: dt.datetime | None
    questions: int
    created_by: int
    created_at: dt.datetime
    first_approved_by: int | None
    approved_by: int | None
    approved_at: dt.datetime | None
    finished_at: dt.datetime | None

    def column_for(self, language: str) -> str:
        """Which of its two versions a reader of this language gets."""
        return "content_en" if language == "en" and self.content_en is not None else "content"

    def content_for(self, language: str) -> dict[str, Any]:
        """That version."""
        version: dict[str, Any] = getattr(self, self.column_for(language))
        return version


def stored(row: RowMapping) -> StoredAnnouncement:
    """A row of the table as an announcement."""
    kept = {name: row[name] for name in StoredAnnouncement.__dataclass_fields__}
    kept |= {"audience": Audience.from_json(row["audience"]), "buttons": tuple(row["buttons"])}
    return StoredAnnouncement(**kept)
