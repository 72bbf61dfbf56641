"""From what an announcer has put together to a draft that can be kept: checked as a whole, or refused."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.announcements.audience import ALL, Topics
from bot.announcements.content import Button, Content, check_buttons, check_content, check_times, digest
from bot.announcements.errors import EmptyMessage
from bot.announcements.hours import BOGOTA
from bot.storage.sketch import Sketch
from bot.storage.stored_announcement import Draft, StoredAnnouncement


@dataclass(frozen=True, slots=True)
class Composed:
    """What an announcer has put together; `content_en` is for those who read English."""

    content: Content
    topics: tuple[str, ...]
    language: str | None = None
    content_en: Content | None = None
    buttons: tuple[Button, ...] = ()
    is_urgent: bool = False
    starts_at: dt.datetime | None = None
    valid_until: dt.datetime | None = None


def draft_of(composed: Composed, topics: Topics, by: int, now: dt.datetime) -> Draft:
    """A new announcement.

    Raises:
        AnnouncementError: what is wrong with it.
    """
    check_content(composed.content)
    if composed.content_en is not None:
        check_content(composed.content_en)
    check_buttons(composed.buttons, now.astimezone(BOGOTA).date())
    check_times(composed.starts_at, composed.valid_until, now)
    return Draft(
        content=composed.content.as_json(),
        content_en=composed.content_en.as_json() if composed.content_en else None,
        buttons=tuple(button.as_json() for button in composed.buttons),
        audience=topics.audience(composed.topics, composed.language),
        digest=digest(composed.content),
        is_urgent=composed.is_urgent,
        starts_at=composed.starts_at,
        valid_until=composed.valid_until,
        created_by=by,
    )


def composed_of(sketch: Sketch) -> Composed:
    """What was put together in the chat.

    Raises:
        EmptyMessage: there is no message yet.
    """
    if sketch.content is None:
        raise EmptyMessage("there is no message yet")
    return Composed(
        content=Content.from_json(sketch.content),
        content_en=Content.from_json(sketch.content_en) if sketch.content_en else None,
        topics=sketch.topics,
        language=sketch.language,
        buttons=tuple(Button(**button) for button in sketch.buttons),
        is_urgent=sketch.is_urgent,
        starts_at=sketch.starts_at,
        valid_until=sketch.valid_until,
    )


def sketch_of(draft: StoredAnnouncement, key: int, originals: dict[str, list[int]]) -> Sketch:
    """A draft taken apart again, to change something of it.

    Args:
        draft: as it was rehearsed.
        key: the new sketch's.
        originals: the announcer's messages that it was made from, where they are known.
    """
    return Sketch(
        key,
        step="card",
        content=draft.content,
        content_en=draft.content_en,
        originals=originals,
        buttons=draft.buttons,
        topics=tuple(topic for group in draft.audience.groups for topic in group) or (ALL,),
        language=draft.audience.language,
        is_urgent=draft.is_urgent,
        starts_at=draft.starts_at,
        valid_until=draft.valid_until,
    )


def correction_of(wrong: StoredAnnouncement, content: Content | None, content_en: Content | None, by: int) -> Draft:
    """The correction of an announcement, or without content its removal. Its files stay as they are.

    Raises:
        AnnouncementError: what is wrong with the new text.
    """
    files = Content.from_json(wrong.content).files
    told, told_en = (None if one is None else replace(one, files=files) for one in (content, content_en))
    for one in (told, told_en):
        if one is not None:
            check_content(one)
    return Draft(
        content=told.as_json() if told else wrong.content,
        content_en=told_en.as_json() if told_en else None,
        buttons=wrong.buttons,
        audience=wrong.audience,
        digest=digest(told) if told else "",
        created_by=by,
        kind="edit" if told else "delete",
        corrects=wrong.id,
    )
