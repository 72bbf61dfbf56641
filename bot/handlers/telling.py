""" "Avíseme" under a refusal: a reader agrees to be told when there is an answer, takes that back, or mutes it all."""

from telegram import Update

from bot.handlers.ask import answer_text, expired, language_of
from bot.handlers.replying import acknowledge, reply, take_buttons_away
from bot.handlers.services import Context
from bot.presentation.callback_data import data
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import gaps as texts
from bot.storage.gaps import ANSWERED, OUTSIDE

# Names the text of `texts.TELL_CONSENT` that a reader agreed to; it changes with the text.
CONSENT_VERSION = "avise-2026-11"


async def on_tell(update: Update, context: Context, question_id: int) -> None:
    """The reader wants to be told; where that has been settled meanwhile, they hear so at once."""
    services, chat = context.bot_data, update.effective_chat
    asked = await services.questions.get(question_id, chat.id) if chat else None
    if chat is None or asked is None:
        await expired(update, context)
        return
    language = await language_of(update, context)
    state = await services.gaps.storage.gaps.state_of(question_id)
    if state == ANSWERED:
        await acknowledge(update)
        await answer_text(update, context, asked.text)
    elif state == OUTSIDE:
        await acknowledge(update)
        await reply(update, context, Message(translate(texts.TELL_OUTSIDE, language)))
    elif await services.gaps.storage.wishes.agree(question_id, chat.id, CONSENT_VERSION):
        await acknowledge(update)
        undo = Button(translate(texts.TELL_UNDO, language), data("untell", question_id))
        await reply(update, context, Message(translate(texts.TELL_CONSENT, language), ((undo,),)))
    else:
        await acknowledge(update, translate(texts.TELL_ALREADY, language))


async def on_tell_undone(update: Update, context: Context, question_id: int) -> None:
    """The reader does not want to be told about a question after all."""
    chat = update.effective_chat
    if chat is None:
        return
    await context.bot_data.gaps.storage.wishes.withdraw(question_id, chat.id)
    await acknowledge(update)
    await take_buttons_away(update)
    await reply(update, context, Message(translate(texts.TELL_UNDONE, await language_of(update, context))))


async def on_mute(update: Update, context: Context) -> None:
    """ "No me avise más" under a notice: neither answers nor corrections."""
    chat, language = update.effective_chat, await language_of(update, context)
    if chat is None:
        return
    await context.bot_data.gaps.storage.wishes.mute(chat.id)
    await acknowledge(update)
    undo = Button(translate(texts.UNMUTE, language), data("unmute"))
    await reply(update, context, Message(translate(texts.MUTED, language), ((undo,),)))


async def on_unmute(update: Update, context: Context) -> None:
    """That was a mistake."""
    chat = update.effective_chat
    if chat is None:
        return
    await context.bot_data.gaps.storage.wishes.unmute(chat.id)
    await acknowledge(update)
    await take_buttons_away(update)
    await reply(update, context, Message(translate(texts.UNMUTED, await language_of(update, context))))
