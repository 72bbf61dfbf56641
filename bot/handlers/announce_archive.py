"""Looking back: the list of announcements, each with its details, its report, and those of whom nothing is known."""

import asyncio
import io

from telegram import Update

from bot.announcements.report import picture, write_csv
from bot.handlers.announce_access import for_announcers
from bot.handlers.announce_rehearsal import show_rehearsal
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.handlers.watcher import begin_to_watch
from bot.presentation import watching
from bot.presentation.announcement_words import people
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.pictures import PicturesMissing
from bot.presentation.texts import announcing as texts

PAGE = 5


@for_announcers
async def on_list(update: Update, context: Context) -> None:
    """/anuncios: the newest ones."""
    chat = update.effective_chat
    language = await language_of(update, context)
    if chat is not None and chat.type != chat.PRIVATE:
        await reply(update, context, Message(translate(texts.ONLY_IN_PRIVATE, language)))
        return
    await reply(update, context, await _page(context, 0, language))


@for_announcers
async def on_page(update: Update, context: Context, first: int) -> None:
    """Another page of the list."""
    await acknowledge(update)
    await edit(update, context, await _page(context, first, await language_of(update, context)))


@for_announcers
async def on_open(update: Update, context: Context, announcement_id: int) -> None:
    """One of the list: a draft is rehearsed, any other is watched."""
    services, chat = context.bot_data, update.effective_chat
    if chat is None:
        return
    progress = await services.announcer.progress(announcement_id)
    language = await language_of(update, context)
    await acknowledge(update)
    await services.inbox.mark_replying(update.update_id)
    if progress.state != "draft":
        await begin_to_watch(context.bot, services, chat.id, announcement_id)
    elif problem := await show_rehearsal(context.bot, services, chat.id, announcement_id, language):
        await reply(update, context, Message(problem))


@for_announcers
async def on_report(update: Update, context: Context, announcement_id: int) -> None:
    """A picture, and a line for each recipient."""
    services, chat = context.bot_data, update.effective_chat
    language = await language_of(update, context)
    if chat is None:
        return
    progress = await services.announcer.progress(announcement_id)
    await acknowledge(update)
    await services.inbox.mark_replying(update.update_id)
    table = io.StringIO()
    timeline = await write_csv(table, announcement_id, services.deliveries)
    caption = translate(texts.REPORT_CSV, language, id=announcement_id)
    try:
        drawn = await asyncio.to_thread(picture, progress, timeline)
    except PicturesMissing:
        caption += "\n" + translate(texts.NO_PICTURE, language)
    else:
        await context.bot.send_document(
            chat.id,
            drawn,
            caption=translate(texts.REPORT_PICTURE, language, id=announcement_id),
            filename=f"aviso-{announcement_id}.png",
        )
    content = table.getvalue().encode("utf-8")
    await context.bot.send_document(chat.id, content, caption=caption, filename=f"aviso-{announcement_id}.csv")


@for_announcers
async def on_again(update: Update, context: Context, announcement_id: int) -> None:
    """Send again to those of whom it is unknown? It asks first, for some will get it twice."""
    language = await language_of(update, context)
    progress = await context.bot_data.announcer.progress(announcement_id)
    await acknowledge(update)
    unknown = progress.counts["unknown"]
    asked = watching.send_again_message(announcement_id, unknown, language) if unknown else _none(language)
    await reply(update, context, asked)


@for_announcers
async def on_resend(update: Update, context: Context, announcement_id: int) -> None:
    """Send again to those, and to nobody else."""
    services, user = context.bot_data, update.effective_user
    if user is None:
        return
    language = await language_of(update, context)
    await acknowledge(update)
    number = await services.announcer.resend_unknown(announcement_id, user.id)
    if number:
        await services.watching.begin_again(announcement_id)
        said = Message(translate(texts.SENT_AGAIN, language, number=people(number, language)))
    else:
        said = _none(language)
    await edit(update, context, said)


def _none(language: str) -> Message:
    return Message(translate(texts.NONE_UNKNOWN, language))


async def _page(context: Context, first: int, language: str) -> Message:
    services = context.bot_data
    repository = services.announcements
    total = await repository.count()
    first = max(0, min(first, total - 1))
    found = await repository.latest(PAGE, skip=first)
    shown = [(one, await services.announcer.progress(one.id)) for one in found]
    return watching.list_message(
        shown, first=first, per_page=PAGE, total=total, now=services.announcer.clock(), language=language
    )
