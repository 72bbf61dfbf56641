"""The whole table of handlers on one screen. Order matters: the first that fits an update takes it."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.handlers import ask, menu
from bot.handlers.errors import on_error
from bot.handlers.services import Context
from bot.presentation.callback_data import parse

ALLOWED_UPDATES = ["message", "callback_query"]

COMMANDS: dict[tuple[str, ...], Callable[[Update, Context], Coroutine[Any, Any, None]]] = {
    ("start",): menu.on_start,
    ("temas", "menu", "topics"): menu.on_topics,
    ("ayuda", "help"): menu.on_help,
    ("idioma", "language"): menu.on_language,
}

# A button's action, its handler and how many arguments it carries.
BUTTONS: dict[str, tuple[Callable[..., Coroutine[Any, Any, None]], int]] = {
    "menu": (menu.on_menu, 0),
    "sec": (menu.on_section, 2),
    "art": (menu.on_article, 2),
    "all": (menu.on_article_opened, 1),
    "lang": (menu.on_language_chosen, 1),
    "fb": (ask.on_feedback, 2),
    "rel": (ask.on_related, 2),
    "say": (ask.on_meant, 2),
}


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add every handler to the application."""
    new = filters.UpdateType.MESSAGE
    for names, handler in COMMANDS.items():
        application.add_handler(CommandHandler(names, handler, filters=new))
    application.add_handler(MessageHandler(filters.COMMAND & new, menu.on_unknown_command))
    application.add_handler(CallbackQueryHandler(on_button))
    application.add_handler(MessageHandler(filters.TEXT & new, ask.on_text))
    application.add_handler(MessageHandler(~filters.StatusUpdate.ALL & new, ask.on_anything_else))
    application.add_error_handler(on_error)


async def on_button(update: Update, context: Context) -> None:
    """Hand a pressed button to its feature; one that is not ours, or of an older version, gets a kind word."""
    pressed = parse(update.callback_query.data) if update.callback_query else None
    handler, count = BUTTONS.get(pressed.action, (None, 0)) if pressed else (None, 0)
    if pressed is None or handler is None or len(pressed.arguments) != count:
        await ask.expired(update, context)
        return
    try:
        await handler(update, context, *pressed.arguments)
    except ValueError:  # an argument that is no number
        await ask.expired(update, context)
