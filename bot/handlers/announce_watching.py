"""The buttons of an announcement that is on its way: pause, resume, and cancel, which asks once."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.announcements.announcer import Announcer
from bot.handlers.announce_access import for_announcers
from bot.handlers.announce_correcting import FLOW as CORRECTING
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.handlers.watcher import look_at
from bot.presentation import watching
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import announcing as texts

Act = Callable[[Announcer, int, int], Awaitable[None]]


@for_announcers
async def on_pause(update: Update, context: Context, announcement_id: int) -> None:
    """Stop until resumed."""
    await _do(update, context, announcement_id, Announcer.pause)


@for_announcers
async def on_resume(update: Update, context: Context, announcement_id: int) -> None:
    """Go on."""
    await _do(update, context, announcement_id, Announcer.resume)


@for_announcers
async def on_halt(update: Update, context: Context, announcement_id: int) -> None:
    """Cancel? It asks first, in a message of its own: the one that watches changes by itself."""
    progress = await context.bot_data.announcer.progress(announcement_id)
    await acknowledge(update)
    await reply(update, context, watching.cancel_message(progress, await language_of(update, context)))


@for_announcers
async def on_cancel(update: Update, context: Context, announcement_id: int) -> None:
    """Cancel, for good."""
    await _do(update, context, announcement_id, Announcer.cancel)
    said = translate(texts.CANCELLED, await language_of(update, context), id=announcement_id)
    await edit(update, context, Message(said))


@for_announcers
async def on_keep(update: Update, context: Context, announcement_id: int) -> None:
    """Whatever was asked, the answer is no."""
    chat = update.effective_chat
    flow = await context.bot_data.flows.get(chat.id) if chat else None
    if chat and flow and flow.name == CORRECTING:
        await context.bot_data.flows.end(chat.id)
    await acknowledge(update)
    await edit(update, context, Message(translate(texts.LEFT_AS_IT_IS, await language_of(update, context))))


async def _do(update: Update, context: Context, announcement_id: int, act: Act) -> None:
    """Do it, and show it to all who watch."""
    user = update.effective_user
    if user is None:
        return
    await act(context.bot_data.announcer, announcement_id, user.id)
    await acknowledge(update)
    await look_at(context.bot, context.bot_data, announcement_id)
