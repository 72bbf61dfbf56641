"""/guia: an editor sends files, sees what they change, tries the candidate, and publishes or discards it."""

import asyncio
import re
from collections.abc import Callable

from telegram import Document, Update
from telegram.error import NetworkError

from bot.assistant.answer import Answer
from bot.assistant.language import detect
from bot.assistant.pipeline import Assistant
from bot.guide.articles import LANGUAGES
from bot.guide.conversion import Limits
from bot.guide.following import OneGeneration
from bot.guide.incoming import Refusal
from bot.handlers.access import may, user_id
from bot.handlers.ask import language_of
from bot.handlers.editor_access import FLOW, for_editors, name_of
from bot.handlers.editor_history import show_due, show_history
from bot.handlers.replying import acknowledge, reply, take_buttons_away, typing
from bot.handlers.services import Context
from bot.presentation import editing
from bot.presentation.localisation import translate
from bot.presentation.messages import Message, text_of
from bot.presentation.texts import editing as texts
from bot.settings import CONFIG_DIR
from bot.storage.flows import OpenFlow
from bot.storage.staff import Role

CAPTION = re.compile(r"^/(?:guia|guide)(?:@\w+)?\b", re.IGNORECASE)
_ARTICLE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_LANGUAGE_CHARACTERS = 3_000


@for_editors
async def on_guide(update: Update, context: Context) -> None:
    """/guia: what is waiting, and what can be done; "historial" and "pendientes" are shown at once."""
    match context.args:
        case ["historial" | "history", *_]:
            await show_history(update, context)
        case ["pendientes" | "due", *_]:
            await show_due(update, context, 0)
        case _:
            await context.bot_data.flows.put(user_id(update), FLOW, {})
            await _introduce(update, context)


@for_editors
async def on_captioned(update: Update, context: Context) -> None:
    """A file with /guia as its caption, which may also say its language and article."""
    editor = user_id(update)
    await context.bot_data.flows.put(editor, FLOW, {})
    await _take(update, context)


async def on_message(update: Update, context: Context, flow: OpenFlow) -> bool:
    """A message of an editor who is changing the guide: a file, a trial question, or a reason."""
    message, chat = update.effective_message, update.effective_chat
    if message is None or chat is None:
        return False
    if not await may(update, context, Role.EDITOR):
        await context.bot_data.flows.end(chat.id)
        return False
    is_ours = message.document is not None or (message.text is not None and "candidate" in flow.data)
    if is_ours:
        await _go_on(update, context, flow)
    return is_ours


@for_editors
async def _go_on(update: Update, context: Context, flow: OpenFlow) -> None:
    text = update.effective_message.text if update.effective_message else None
    if text is None:
        await _take(update, context)
    elif flow.data.get("asks_reason"):
        await _publish(update, context, flow.data["candidate"], text.strip())
    else:
        await _try(update, context, flow.data["candidate"], flow.data.get("tried", 0) + 1, text)


@for_editors
async def on_review(update: Update, context: Context) -> None:
    """Build a candidate, and show what it changes and how it fares."""
    editor = user_id(update)
    language = await language_of(update, context)
    await acknowledge(update)
    await reply(update, context, Message(translate(texts.REVIEWING, language)))
    async with typing(update, context):
        review = await context.bot_data.editing.review(editor, name_of(update))
    await context.bot_data.flows.put(editor, FLOW, {"candidate": review.candidate.id})
    places = [upload.place for upload in await context.bot_data.editing.waiting(editor)]
    await reply(update, context, editing.review_message(review, places, language))


@for_editors
async def on_difference(update: Update, context: Context) -> None:
    """What the files change, line by line."""
    language = await language_of(update, context)
    differences = await context.bot_data.editing.differences(user_id(update))
    await acknowledge(update)
    if differences:
        await reply(update, context, editing.difference_message(differences, language))
    else:
        await reply(update, context, Message(translate(texts.NOTHING_WAITING, language)))


@for_editors
async def on_publish(update: Update, context: Context, candidate: str) -> None:
    """Publish what was reviewed."""
    await _publish(update, context, candidate)


@for_editors
async def on_force(update: Update, context: Context, candidate: str) -> None:
    """Publish what the gate refused? That takes a reason."""
    await context.bot_data.flows.put(user_id(update), FLOW, {"candidate": candidate, "asks_reason": True})
    await acknowledge(update)
    await reply(update, context, Message(translate(texts.ASK_REASON, await language_of(update, context))))


@for_editors
async def on_discard(update: Update, context: Context, candidate: str) -> None:
    """Forget the files and their candidate."""
    editor = user_id(update)
    await context.bot_data.editing.discard(editor, candidate)
    await context.bot_data.flows.end(editor)
    await acknowledge(update)
    await take_buttons_away(update)
    await reply(update, context, Message(translate(texts.DISCARDED, await language_of(update, context))))


@for_editors
async def on_taken_out(update: Update, context: Context, upload_id: int) -> None:
    """Forget one of the files."""
    editor = user_id(update)
    language = await language_of(update, context)
    place = await context.bot_data.editing.take_out(editor, upload_id)
    await acknowledge(update)
    if place:
        await reply(update, context, Message(translate(texts.TAKEN_OUT, language, place=editing.code(place))))
    await _introduce(update, context)


@for_editors
async def on_mine(update: Update, context: Context) -> None:
    """After a conflict: the editor's own files shall stand, reviewed with all that was published meanwhile."""
    await context.bot_data.editing.keep_mine(user_id(update))
    await on_review(update, context)


async def _introduce(update: Update, context: Context) -> None:
    waiting = await context.bot_data.editing.waiting(user_id(update))
    is_unpublished = await context.bot_data.editing.is_unpublished()
    await reply(update, context, editing.intro_message(waiting, is_unpublished, await language_of(update, context)))


async def _publish(update: Update, context: Context, candidate: str, why: str = "") -> None:
    editor = user_id(update)
    await acknowledge(update)
    async with typing(update, context):
        await context.bot_data.editing.publish(editor, candidate, name_of(update), why)
    await context.bot_data.flows.end(editor)
    await take_buttons_away(update)
    await reply(update, context, Message(translate(texts.PUBLISHED, await language_of(update, context))))


async def _try(update: Update, context: Context, candidate: str, number: int, question: str) -> None:
    editor = user_id(update)
    language = await language_of(update, context)

    def ask() -> Answer:
        with context.bot_data.editing.candidate(candidate) as searcher:
            return Assistant(OneGeneration(searcher), CONFIG_DIR).answer(question, default_language=language)[0]

    async with typing(update, context):
        answer = await asyncio.to_thread(ask)
    await context.bot_data.flows.put(editor, FLOW, {"candidate": candidate, "tried": number})
    is_refused = context.bot_data.editing.library.is_refused(candidate)
    await reply(update, context, editing.trial_message(text_of(answer), number, candidate, is_refused, language))


async def _take(update: Update, context: Context) -> None:
    """Keep the file of a message, and say what it becomes."""
    message, editor = update.effective_message, user_id(update)
    if message is None or message.document is None:
        return
    language = await language_of(update, context)
    most = Limits().file_bytes
    if (message.document.file_size or 0) > most:
        size = f"{(message.document.file_size or 0) / 1e6:.0f}"
        said = translate(texts.TOO_BIG, language, size=size, most=str(most // 1_000_000))
        await reply(update, context, Message(said))
        return
    data = await _download(message.document)
    if data is None:
        await reply(update, context, Message(translate(texts.DOWNLOAD_FAILED, language)))
        return
    words = CAPTION.sub("", message.caption or "").split()
    spoken = next((word for word in words if word in LANGUAGES), None)
    article = next((word for word in words if _ARTICLE.fullmatch(word)), None)
    name = message.document.file_name or ""
    try:
        received = await context.bot_data.editing.receive(editor, name, data, _teller(spoken), article)
    except Refusal as refusal:
        await reply(update, context, editing.refusal_message(refusal, language))
        return
    incoming = received.incoming
    shown = editing.received_message(
        incoming.kind,
        incoming.place,
        name,
        incoming.faults,
        replaces=received.replaces,
        is_shared=received.is_shared,
        is_guessed=spoken is None,
        language=language,
    )
    await reply(update, context, shown)


async def _download(document: Document) -> bytes | None:
    """What is in a file; nothing where Telegram does not give it."""
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except NetworkError:
        return None


def _teller(asked: str | None) -> Callable[[str], str]:
    """Tells the language of a file: the one that the editor said, else that of its text."""

    def tell(text: str) -> str:
        found = asked or detect(text[:_LANGUAGE_CHARACTERS], LANGUAGES[0])
        return found if found in LANGUAGES else LANGUAGES[0]

    return tell
