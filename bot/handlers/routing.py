"""The whole table of handlers on one screen. Order matters: the first that fits an update takes it."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.handlers import ask, flow, menu, privacy, subscribe
from bot.handlers.errors import on_error
from bot.handlers.services import Context
from bot.presentation.callback_data import number, parse, thumb

ALLOWED_UPDATES = ["message", "callback_query"]

COMMANDS: dict[tuple[str, ...], Callable[[Update, Context], Coroutine[Any, Any, None]]] = {
    ("start",): menu.on_start,
    ("temas", "menu", "topics"): menu.on_topics,
    ("ayuda", "help"): menu.on_help,
    ("idioma", "language"): menu.on_language,
    ("cancelar", "cancel"): flow.on_cancel,
    ("baja", "stop"): subscribe.on_stop,
    ("mis_datos", "my_data"): privacy.on_my_data,
    ("borrar_mis_datos", "erase_my_data"): privacy.on_erase,
    # What these will do is not built yet: until then they open what the guide says about it.
    ("privacidad", "privacy"): menu.opens("about/privacy"),
    ("avisos", "announcements"): menu.opens("about/announcements"),
    ("asesor", "adviser"): menu.opens("programme/contacts"),
    ("interes", "interest"): menu.opens("consortia/how-to-join"),
    ("preparacion", "readiness"): menu.opens("readiness/export-readiness"),
    ("ruta", "route"): menu.opens("export/step-by-step"),
}

# A button's action, its handler and how to read each of its arguments.
BUTTONS: dict[str, tuple[Callable[..., Coroutine[Any, Any, None]], tuple[Callable[[str], object], ...]]] = {
    "menu": (menu.on_menu, ()),
    "sec": (menu.on_section, (str, number)),
    "art": (menu.on_article, (str, number)),
    "all": (menu.on_article_opened, (str,)),
    "lang": (menu.on_language_chosen, (str,)),
    "fb": (ask.on_feedback, (number, thumb)),
    "rel": (ask.on_related, (str, number)),
    "stop": (subscribe.on_stop_pressed, (number,)),
    "erase": (privacy.on_erase_decided, (str,)),
    "say": (ask.on_meant, (str, number)),
}

# For each flow that a chat can be in the middle of, who takes its messages.
FLOWS: dict[str, flow.Step] = {}


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add every handler to the application."""
    new = filters.UpdateType.MESSAGE
    for names, handler in COMMANDS.items():
        application.add_handler(CommandHandler(names, handler, filters=new))
    application.add_handler(MessageHandler(filters.COMMAND & new, menu.on_unknown_command))
    application.add_handler(CallbackQueryHandler(on_button))
    application.add_handler(MessageHandler(~filters.StatusUpdate.ALL & new, flow.message_handler(FLOWS)))
    application.add_error_handler(on_error)


async def on_button(update: Update, context: Context) -> None:
    """Hand a pressed button to its feature; one that is not ours, or of an older version, gets a kind word."""
    pressed = parse(update.callback_query.data) if update.callback_query else None
    handler, readers = BUTTONS.get(pressed.action if pressed else "", (ask.expired, ()))
    try:
        arguments = [read(text) for read, text in zip(readers, pressed.arguments if pressed else (), strict=True)]
    except ValueError:  # too many, too few, or not what they should be
        handler, arguments = ask.expired, []
    await handler(update, context, *arguments)
