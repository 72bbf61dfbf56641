"""From an announcer's messages to what an announcement says: text, one file, or an album that comes in pieces."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import Message

from bot.announcements.content import Content, File, check_content
from bot.announcements.errors import UnsupportedMessage
from bot.storage.sketch import Sketch


def content_of(message: Message) -> Content:
    """What one message says; its formatting as Telegram has marked it.

    Raises:
        AnnouncementError: it cannot be announced.
    """
    content = _read(message)
    check_content(content)
    return content


def with_message(sketch: Sketch, version: str, message: Message) -> Sketch:
    """The sketch with a message as one of its versions; a piece of the album it has already is added to that.

    Raises:
        AnnouncementError: it cannot be announced.
    """
    album = message.media_group_id
    if album is None or sketch.albums.get(version) != album:
        albums = {name: one for name, one in sketch.albums.items() if name != version}
        return _changed(
            replace(sketch, albums=albums | ({version: album} if album else {})),
            version,
            content_of(message),
            [message.message_id],
        )
    ids = sketch.originals[version]
    if message.message_id in ids:
        return sketch
    content, piece = Content.from_json(getattr(sketch, version)), _read(message)
    place = bisect(ids, message.message_id)
    files = (*content.files[:place], *piece.files, *content.files[place:])
    said = content if content.text else piece  # an album shows one caption
    whole = Content(said.text, said.entities, files)
    check_content(whole)
    return _changed(sketch, version, whole, [*ids[:place], message.message_id, *ids[place:]])


def with_edit(sketch: Sketch, version: str, message: Message) -> Sketch:
    """The sketch after one of the messages that it was made from was edited.

    Raises:
        AnnouncementError: it cannot be announced as it is now.
    """
    ids, content, piece = sketch.originals[version], Content.from_json(getattr(sketch, version)), _read(message)
    place = ids.index(message.message_id)
    files = (*content.files[:place], *piece.files, *content.files[place + 1 :])
    is_said_here = piece.text or len(ids) == 1  # of an album, another piece may bear the caption
    said = piece if is_said_here else content
    whole = Content(said.text, said.entities, files)
    check_content(whole)
    return _changed(sketch, version, whole, ids)


def version_of(message_id: int, originals: Mapping[str, list[int]]) -> str | None:
    """Which version was made from a message."""
    return next((version for version, ids in originals.items() if message_id in ids), None)


def _changed(sketch: Sketch, version: str, content: Content, ids: list[int]) -> Sketch:
    changes: dict[str, Any] = {version: content.as_json()}
    return replace(sketch, originals=sketch.originals | {version: ids}, **changes)


def _read(message: Message) -> Content:
    if message.text is not None:
        return Content(message.text, tuple(entity.to_dict() for entity in message.entities))
    return Content(
        message.caption or "", tuple(entity.to_dict() for entity in message.caption_entities), (_file(message),)
    )


def _file(message: Message) -> File:
    if message.photo:
        return File("photo", message.photo[-1].file_id)
    if message.video:
        return File("video", message.video.file_id)
    if message.document and not message.animation:  # Telegram calls an animation a document as well
        return File("document", message.document.file_id, name=message.document.file_name or "")
    raise UnsupportedMessage("only text, photos, videos and documents can be announced")
