"""What an announcement says: text, files, buttons; and what is wrong with it, found before anyone gets it."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.announcements.errors import (
    EmptyMessage,
    FaultyButton,
    MessageTooLong,
    PastDate,
    TooMuchFormatting,
    UnsafeLink,
    UnsupportedMessage,
)
from bot.announcements.hours import BOGOTA

TEXT_UNITS = 4_096
CAPTION_UNITS = 1_024
ENTITIES = 100
BUTTONS = 3
LABEL_CHARACTERS = 64
ALBUM = range(2, 11)

FILE_KINDS = ("photo", "document", "video")
BUTTON_KINDS = ("link", "ask", "remind")


@dataclass(frozen=True, slots=True)
class File:
    """A photo, document or video: known to Telegram by its `file_id`, or at a `path` from where it is uploaded once.

    `name` is what readers see of a document.
    """

    kind: str
    file_id: str = ""
    path: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One message, or one album; with files, the text is the caption. Entities are as in the Bot API."""

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    files: tuple[File, ...] = ()

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Content":
        """The content that `as_json` kept."""
        return cls(kept["text"], tuple(kept["entities"]), tuple(File(**file) for file in kept["files"]))

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return asdict(self) | {"entities": list(self.entities), "files": [asdict(file) for file in self.files]}

    @property
    def needs_upload(self) -> bool:
        """Whether Telegram does not know all of its files yet."""
        return any(not file.file_id for file in self.files)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under an announcement.

    Args:
        kind: `link` (to `url`), `ask` (a question about the announcement) or `remind` (of `date`).
        label: what it says in Spanish; empty for the usual words.
        label_en: what it says in English.
        url: where a link leads.
        date: the day to be reminded of, ISO.
    """

    kind: str
    label: str = ""
    label_en: str = ""
    url: str = ""
    date: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return asdict(self)


def check_content(content: Content) -> None:
    """Refuse what Telegram would refuse, or readers should not get.

    Raises:
        EmptyMessage, MessageTooLong, TooMuchFormatting, UnsupportedMessage, UnsafeLink: as their names say.
    """
    if not content.files and not content.text.strip():
        raise EmptyMessage("the message is empty")
    limit, what = (CAPTION_UNITS, "caption") if content.files else (TEXT_UNITS, "text")
    units = len(content.text.encode("utf-16-le")) // 2
    if units > limit:
        raise MessageTooLong(f"the {what} is {units} signs long; Telegram takes {limit}", units=units, limit=limit)
    if len(content.entities) > ENTITIES:
        parts = len(content.entities)
        raise TooMuchFormatting(f"the {what} has {parts} formatted parts; Telegram takes {ENTITIES}", limit=ENTITIES)
    for entity in content.entities:
        if entity.get("type") == "text_link":
            check_link(str(entity.get("url", "")))
    _check_files([file.kind for file in content.files])


def check_buttons(buttons: Sequence[Button], today: dt.date) -> None:
    """Refuse buttons that cannot be shown or should not be touched.

    Raises:
        FaultyButton, UnsafeLink, PastDate: as their names say.
    """
    if len(buttons) > BUTTONS:
        raise FaultyButton(f"{len(buttons)} buttons; there may be {BUTTONS}")
    for button in buttons:
        if button.kind not in BUTTON_KINDS:
            raise FaultyButton(f'a button cannot be "{button.kind}"; it can be {", ".join(BUTTON_KINDS)}')
        if max(len(button.label), len(button.label_en)) > LABEL_CHARACTERS:
            raise FaultyButton(f"a button's label may have {LABEL_CHARACTERS} signs")
        if button.kind == "link":
            if not button.label.strip():
                raise FaultyButton("a link needs a label")
            check_link(button.url)
        if button.kind == "remind" and date_of(button) <= today:
            raise PastDate(f"{button.date} is no day to be reminded of: it is not ahead")


def check_link(url: str) -> None:
    """Refuse whatever is not the address of a web page.

    Raises:
        UnsafeLink: it is not.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or re.search(r"\s", url.strip()):
        raise UnsafeLink(f'"{url[:80]}" is no link for an announcement; it must begin with https://', url=url[:80])


def date_of(button: Button) -> dt.date:
    """The day that a button offers to remind of.

    Raises:
        FaultyButton: it has none.
    """
    try:
        return dt.date.fromisoformat(button.date)
    except ValueError:
        raise FaultyButton(f'"{button.date}" is no date; write it as 2026-12-31') from None


def check_times(starts_at: dt.datetime | None, valid_until: dt.datetime | None, now: dt.datetime) -> None:
    """Refuse times that have passed, and an end before the beginning.

    Raises:
        PastDate: naming which.
    """
    for moment, what in ((starts_at, "the time to send"), (valid_until, "the last day")):
        if moment is not None and moment <= now:
            raise PastDate(f"{what} has passed: {moment.astimezone(BOGOTA):%Y-%m-%d %H:%M} in Bogotá")
    if starts_at and valid_until and valid_until <= starts_at:
        raise PastDate("it would be over before it is sent")


def digest(content: Content) -> str:
    """The same for two announcements that say the same, whatever their spacing and capitals."""
    said = [" ".join(content.text.casefold().split()), [file.file_id or file.path for file in content.files]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _check_files(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in FILE_KINDS:
            raise UnsupportedMessage(f"a {kind} cannot be announced; {', '.join(FILE_KINDS)} and text can")
    if len(kinds) > 1 and len(kinds) not in ALBUM:
        raise UnsupportedMessage(f"{len(kinds)} files; an album has at most {ALBUM.stop - 1}")
    if len(kinds) > 1 and "document" in kinds and set(kinds) != {"document"}:
        raise UnsupportedMessage("an album cannot mix documents with photos or videos")
