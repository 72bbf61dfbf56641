"""Brings one delivery to Telegram, once, and says what became of it. Here nothing is tried again."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageEntity,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.announcements.arrival import may_have_arrived, never_left, seconds
from bot.announcements.content import Button, Content, File
from bot.announcements.keyboard import keyboard
from bot.presentation.localisation import translate
from bot.presentation.texts.subscribing import BELOW_ALBUM
from bot.storage.stored_announcement import StoredAnnouncement

# How Telegram words what is wrong with a chat, and not with what is sent there.
_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "group chat was deactivated")
_ALREADY_SO = ("message is not modified",)
_CANNOT_BE_CHANGED = ("to edit not found", "to delete not found", "can't be edited", "can't be deleted")
_WITHOUT_TOKEN_SECONDS = 60.0


class Fate(StrEnum):
    """What became of a call to Telegram."""

    SENT = "sent"
    BLOCKED = "blocked"  # the person does not want us, or is gone
    GONE = "gone"  # there is no such chat
    REFUSED = "refused"  # what we send is wrong, and would be for everyone
    UNCHANGEABLE = "unchangeable"  # this one message cannot be corrected
    MOVED = "moved"  # the group has another id now
    HELD = "held"  # Telegram asks to wait
    LATER = "later"  # not our turn yet; nothing was called
    OFFLINE = "offline"  # Telegram could not be reached
    NOT_SENT = "not sent"  # Telegram failed
    UNKNOWN = "unknown"  # it may have arrived


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate and what belongs to it."""

    fate: Fate
    error: str = ""
    message_ids: tuple[int, ...] = ()
    file_ids: tuple[str, ...] = ()
    seconds: float = 0.0
    moved_to: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """An announcement in one language, ready to be brought; the id is the one that its buttons carry."""

    announcement_id: int
    kind: str
    content: Content
    buttons: tuple[Button, ...]
    language: str


class Courier:
    """Sends, edits and deletes.

    Args:
        bot: a bot without a rate limiter, for a retry in between would hide what happened.
        files_dir: where files that are not yet known to Telegram lie.
    """

    def __init__(self, bot: Bot, files_dir: Path) -> None:
        self._bot = bot
        self._files_dir = files_dir

    @property
    def bot(self) -> Bot:
        """The bot it works with."""
        return self._bot

    async def bring(self, parcel: Parcel, chat_id: int, message_ids: tuple[int, ...] = ()) -> Outcome:
        """One delivery: a new message, or the correction of those given."""
        try:
            match parcel.kind:
                case "edit":
                    return await self._edit(parcel, chat_id, message_ids)
                case "delete":
                    await self._bot.delete_messages(chat_id, message_ids)
                    return Outcome(Fate.SENT, message_ids=message_ids)
                case _:
                    return _sent(await self._send(parcel, chat_id))
        except OSError as error:
            return Outcome(Fate.REFUSED, f"a file cannot be read: {error.strerror}")
        except TelegramError as error:
            outcome = judge(error)
            if outcome.fate is Fate.UNKNOWN and parcel.kind != "send":
                return replace(outcome, fate=Fate.NOT_SENT)  # correcting twice does no harm
            return outcome

    async def bring_buttons(self, parcel: Parcel, chat_id: int) -> int | None:
        """The message with the buttons of an album, which cannot bear any; its id, or nothing where that failed."""
        try:
            below = await self._bot.send_message(
                chat_id,
                translate(BELOW_ALBUM, parcel.language),
                reply_markup=_markup(parcel),
                disable_notification=True,
            )
        except TelegramError:
            return None
        return below.message_id

    async def _send(self, parcel: Parcel, chat_id: int) -> tuple[Message, ...]:
        content = parcel.content
        if not content.files:
            return (
                await self._bot.send_message(
                    chat_id, content.text, entities=_entities(content), reply_markup=_markup(parcel)
                ),
            )
        if len(content.files) > 1:
            album = [self._item(content, number) for number in range(len(content.files))]
            return await self._bot.send_media_group(chat_id, album)
        send: Any = {
            "photo": self._bot.send_photo,
            "document": self._bot.send_document,
            "video": self._bot.send_video,
        }[content.files[0].kind]
        return (
            await send(
                chat_id,
                self._source(content.files[0]),
                caption=content.text or None,
                caption_entities=_entities(content),
                reply_markup=_markup(parcel),
            ),
        )

    async def _edit(self, parcel: Parcel, chat_id: int, message_ids: tuple[int, ...]) -> Outcome:
        """The text or caption of what was sent; files stay as they are."""
        content, first = parcel.content, message_ids[0]
        markup = _markup(parcel) if len(message_ids) == 1 else None  # an album's buttons are below it
        try:
            if content.files:
                await self._bot.edit_message_caption(
                    chat_id, first, caption=content.text, caption_entities=_entities(content), reply_markup=markup
                )
            else:
                await self._bot.edit_message_text(
                    content.text, chat_id, first, entities=_entities(content), reply_markup=markup
                )
        except BadRequest as error:
            if not _says(error, _ALREADY_SO):
                raise
        return Outcome(Fate.SENT, message_ids=message_ids)

    def _item(self, content: Content, number: int) -> InputMediaPhoto | InputMediaDocument | InputMediaVideo:
        file = content.files[number]
        make: Any = {"photo": InputMediaPhoto, "document": InputMediaDocument, "video": InputMediaVideo}[file.kind]
        item: InputMediaPhoto | InputMediaDocument | InputMediaVideo = make(
            self._source(file, in_album=True),
            caption=content.text or None if number == 0 else None,
            caption_entities=_entities(content) if number == 0 else None,
        )
        return item

    def _source(self, file: File, in_album: bool = False) -> str | InputFile:
        """What Telegram knows already, or the file itself; one that cannot be read is an OSError here."""
        if file.file_id:
            return file.file_id
        content = (self._files_dir / file.path).read_bytes()
        return InputFile(content, filename=file.name or file.path, attach=in_album)


def judge(error: TelegramError) -> Outcome:
    """What an error of Telegram says about a message; the order matters, for some of the classes are of one another."""
    text = error.message
    if isinstance(error, RetryAfter):
        return Outcome(Fate.HELD, text, seconds=seconds(error.retry_after))
    if isinstance(error, Forbidden):
        return Outcome(Fate.BLOCKED, text)
    if isinstance(error, ChatMigrated):
        return Outcome(Fate.MOVED, text, moved_to=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return Outcome(Fate.HELD, text, seconds=_WITHOUT_TOKEN_SECONDS)
    if isinstance(error, BadRequest):
        if _says(error, _GONE):
            return Outcome(Fate.GONE, text)
        return Outcome(Fate.UNCHANGEABLE if _says(error, _CANNOT_BE_CHANGED) else Fate.REFUSED, text)
    fate = Fate.UNKNOWN if may_have_arrived(error) else Fate.OFFLINE if never_left(error) else Fate.NOT_SENT
    return Outcome(fate, f"{type(error).__name__}: {text}")


def _says(error: BadRequest, phrases: tuple[str, ...]) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)


def _sent(messages: tuple[Message, ...]) -> Outcome:
    return Outcome(
        Fate.SENT,
        message_ids=tuple(message.message_id for message in messages),
        file_ids=tuple(file_id for message in messages if (file_id := _file_id(message))),
    )


def _file_id(message: Message) -> str:
    if message.photo:
        return message.photo[-1].file_id
    file = message.video or message.document
    return file.file_id if file else ""


def _entities(content: Content) -> list[MessageEntity] | None:
    return [MessageEntity.de_json(entity) for entity in content.entities] or None


def _markup(parcel: Parcel) -> InlineKeyboardMarkup:
    return keyboard(parcel.announcement_id, parcel.buttons, parcel.language)


def parcel_for(announcement: StoredAnnouncement, language: str) -> Parcel:
    """An announcement as a reader of this language gets it."""
    return Parcel(
        announcement.corrects or announcement.id,  # its buttons stay those of what it corrects
        announcement.kind,
        Content.from_json(announcement.content_for(language)),
        tuple(Button(**button) for button in announcement.buttons),
        language,
    )
