"""The buttons of the card: each changes the sketch or opens a screen; `rehearse` and `discard` leave it."""

from dataclasses import replace

from telegram import Update

from bot.announcements.sketching import CHOICES
from bot.handlers.announce_access import for_announcers
from bot.handlers.announce_card import show_in_place, sketch_in
from bot.handlers.announce_rehearsal import rehearse
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, edit
from bot.handlers.services import Context
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import announcing as texts
from bot.storage.sketch import Sketch


@for_announcers
async def on_choice(update: Update, context: Context, key: int, what: str, value: str) -> None:
    """A button of a card; one that is not of this sketch says so."""
    chat = update.effective_chat
    sketch = await sketch_in(chat.id, context) if chat else None
    is_possible = what == "discard" or (what in (*CHOICES, "rehearse") and sketch and sketch.content)
    if chat is None or sketch is None or sketch.key != key or not is_possible:
        await acknowledge(update, translate(texts.OLD_BUTTON, await language_of(update, context)), as_alert=True)
    elif what == "discard":
        await _discard(update, context, chat.id)
    elif what == "rehearse":
        await rehearse(update, context, sketch)
    else:
        await _change(update, context, sketch, what, value)


async def _change(update: Update, context: Context, sketch: Sketch, what: str, value: str) -> None:
    changed = CHOICES[what](sketch, value, context.bot_data.announcer.clock())
    await acknowledge(update)
    pressed = update.effective_message
    await show_in_place(update, context, replace(changed, card=pressed.message_id if pressed else None))


async def _discard(update: Update, context: Context, chat_id: int) -> None:
    await context.bot_data.flows.end(chat_id)
    await acknowledge(update)
    await edit(update, context, Message(translate(texts.DISCARDED, await language_of(update, context))))
