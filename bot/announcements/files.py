"""Files that staff hand in from the shell: what they say, or kept until the running bot uploads them, once."""

import hashlib
import shutil
from pathlib import Path

from bot.announcements.content import Content, File
from bot.announcements.errors import EmptyMessage, MessageTooLong, UnsupportedMessage
from bot.presentation.entities import to_messages

# Telegram's limits for what a bot uploads.
MAX_BYTES = {"photo": 10 * 2**20, "document": 50 * 2**20, "video": 50 * 2**20}


def keep_file(kind: str, source: Path, files_dir: Path) -> File:
    """Copy a file to where the bot finds it, under a name made of its content.

    Raises:
        UnsupportedMessage: it cannot be read, or is larger than Telegram takes.
        EmptyMessage: there is nothing in it.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise UnsupportedMessage(f"{source} cannot be read: {error.strerror}") from None
    if not content:
        raise EmptyMessage(f"{source} is empty")
    if len(content) > MAX_BYTES[kind]:
        raise UnsupportedMessage(f"{source} is larger than the {MAX_BYTES[kind] // 2**20} MB that Telegram takes")
    name = f"{hashlib.sha256(content).hexdigest()[:16]}-{source.name}"
    files_dir.mkdir(parents=True, exist_ok=True)
    partial = files_dir / f".{name}"
    shutil.copyfile(source, partial)
    partial.replace(files_dir / name)
    return File(kind, path=name, name=source.name)


def read_content(source: Path | None, files: tuple[File, ...] = ()) -> Content:
    """What a file says, as it is, or as Markdown where its name ends in `.md`; with the files it goes with.

    Raises:
        UnsupportedMessage: it cannot be read, or is not UTF-8.
        MessageTooLong: it is more than one message.
    """
    if source is None:
        return Content(files=files)
    text = _read(source)
    if source.suffix.lower() != ".md":
        return Content(text, files=files)
    parts = to_messages(text)
    if len(parts) > 1:
        raise MessageTooLong(f"{source} makes {len(parts)} messages; an announcement is one")
    entities = tuple(entity.to_dict() for part in parts for entity in part.entities)
    return Content("".join(part.text for part in parts), entities, files)


def _read(source: Path) -> str:
    try:
        if source.stat().st_size > 2**20:
            raise MessageTooLong(f"{source} is no message: it has {source.stat().st_size} bytes")
        return source.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UnsupportedMessage(f"{source} is not text in UTF-8") from None
    except OSError as error:
        raise UnsupportedMessage(f"{source} cannot be read: {error.strerror}") from None
