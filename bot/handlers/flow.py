"""The next message of a chat that is in the middle of something belongs to that; every other text is a question."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Update

from bot.handlers.ask import language_of, on_anything_else, on_text
from bot.handlers.replying import reply
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.localisation import translate
from bot.storage.flows import OpenFlow

# Takes a message that arrives in the middle of a flow; false where it does not want it after all.
Step = Callable[[Update, Context, OpenFlow], Coroutine[Any, Any, bool]]


# Takes a message whatever the chat is in the middle of; false where it is not for them.
Claim = Callable[[Update, Context], Coroutine[Any, Any, bool]]


def message_handler(
    steps: dict[str, Step], claims: Sequence[Claim] = ()
) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """The handler of every message that is no command.

    Args:
        steps: for each flow, who takes its messages.
        claims: who is asked first, in this order.
    """

    async def on_message(update: Update, context: Context) -> None:
        chat, message = update.effective_chat, update.effective_message
        if chat is None or message is None:
            return
        for claim in claims:
            if await claim(update, context):
                return
        flow = await context.bot_data.flows.get(chat.id) if chat.type == chat.PRIVATE else None
        step = steps.get(flow.name) if flow else None
        if flow and step and await step(update, context, flow):
            return
        await (on_text if message.text is not None else on_anything_else)(update, context)

    return on_message


async def on_cancel(update: Update, context: Context) -> None:
    """/cancelar: leave whatever the chat is in the middle of."""
    chat = update.effective_chat
    if chat is None:
        return
    flow = await context.bot_data.flows.get(chat.id)
    await context.bot_data.flows.end(chat.id)
    text = texts.CANCELLED if flow else texts.NOTHING_TO_CANCEL
    await reply(update, context, messages.Message(translate(text, await language_of(update, context))))
