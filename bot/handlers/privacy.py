"""A reader's own data: what is kept, as a file; and erasing it, after asking once."""

import json

from telegram import Update

from bot.handlers.ask import expired, language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.callback_data import data
from bot.presentation.localisation import translate

FILE_NAME = "consorcia.json"


async def on_my_data(update: Update, context: Context) -> None:
    """/mis_datos: all that is kept about this chat, as a file; in private only, since it is personal."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        return
    language = await language_of(update, context)
    kept = await context.bot_data.personal_data.of(chat.id)
    await context.bot_data.inbox.mark_replying(update.update_id)
    await context.bot.send_document(
        chat.id,
        json.dumps(kept, ensure_ascii=False, indent=1).encode(),
        filename=FILE_NAME,
        caption=translate(texts.MY_DATA, language),
    )


async def on_erase(update: Update, context: Context) -> None:
    """/borrar_mis_datos: asks once, since it cannot be undone."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        return
    language = await language_of(update, context)
    yes = messages.Button(translate(texts.ERASE_YES, language), data("erase", "yes"))
    no = messages.Button(translate(texts.ERASE_NO, language), data("erase", "no"))
    await reply(update, context, messages.Message(translate(texts.ERASE_ASK, language), ((yes,), (no,))))


async def on_erase_decided(update: Update, context: Context, decision: str) -> None:
    """The answer to the question."""
    chat = update.effective_chat
    if chat is None or decision not in ("yes", "no"):
        await expired(update, context)
        return
    language = await language_of(update, context)
    await acknowledge(update)
    if decision == "yes":
        await context.bot_data.personal_data.erase(chat.id)
    done = texts.ERASED if decision == "yes" else texts.ERASE_KEPT
    await edit(update, context, messages.Message(translate(done, language)))
