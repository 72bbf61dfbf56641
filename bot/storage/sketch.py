"""An announcement while it is being put together in the chat, as the flow of the announcer's chat keeps it."""

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

# The two versions of what an announcement says, named as in its table.
SPANISH, ENGLISH = "content", "content_en"
_MOMENTS = ("starts_at", "valid_until")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What an announcer has put together so far.

    Args:
        key: the message that began it; its buttons carry it, so that those of an earlier one are told apart.
        step: what the next message will be taken for.
        card: the message of the bot that shows it.
        seen: the last message that was taken, so that none is taken twice after an interruption.
        content: what it says, as `bot.announcements.content` keeps it; nothing before there is a message.
        content_en: the same for those who read English.
        originals: for each version the announcer's own messages, one for each file.
        albums: for each version the album that more files may come from.
        refused_album: an album that cannot be announced, so that this is said once.
        topics: what was chosen of `config/topics.yaml`, or `all`.
        draft: the draft that a rehearsal has made of it.
    """

    key: int
    step: str = "message"
    card: int | None = None
    seen: int = 0
    content: dict[str, Any] | None = None
    content_en: dict[str, Any] | None = None
    originals: dict[str, list[int]] = field(default_factory=dict)
    albums: dict[str, str] = field(default_factory=dict)
    refused_album: str = ""
    buttons: tuple[dict[str, Any], ...] = ()
    topics: tuple[str, ...] = ()
    language: str | None = None
    is_urgent: bool = False
    starts_at: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    draft: int | None = None

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Sketch":
        """The sketch that `as_json` kept."""
        moments = {name: dt.datetime.fromisoformat(kept[name]) for name in _MOMENTS if kept[name]}
        return cls(**kept | {"buttons": tuple(kept["buttons"]), "topics": tuple(kept["topics"])} | moments)

    def as_json(self) -> dict[str, Any]:
        """As the flow keeps it."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        moments = {name: kept[name].isoformat() for name in _MOMENTS if kept[name]}
        return kept | {"buttons": list(self.buttons), "topics": list(self.topics)} | moments
