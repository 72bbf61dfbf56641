"""The buttons under an announcement: those that staff chose, and always the one that stops announcements."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcements.content import Button
from bot.presentation.callback_data import data
from bot.presentation.localisation import translate
from bot.presentation.texts import announcing
from bot.presentation.texts import subscribing as texts

# Actions of `bot.presentation.callback_data`; each carries the announcement's id, `REMIND` also the button's place.
ASK = "ann"
REMIND = "rmd"
STOP = "stop"

_LABELS = {"ask": announcing.BUTTON_ASK, "remind": texts.REMIND}


def keyboard(announcement_id: int, buttons: tuple[Button, ...], language: str) -> InlineKeyboardMarkup:
    """The buttons in a reader's language, one below the other."""
    rows = [_button(announcement_id, number, button, language) for number, button in enumerate(buttons)]
    stop = InlineKeyboardButton(translate(texts.STOP_ALL, language), callback_data=data(STOP, announcement_id))
    return InlineKeyboardMarkup([[button] for button in (*rows, stop)])


def ask_button(announcement_id: int, language: str) -> InlineKeyboardMarkup:
    """Only the button that asks about an announcement: under a reminder of it."""
    return InlineKeyboardMarkup([[_button(announcement_id, 0, Button("ask"), language)]])


def _button(announcement_id: int, number: int, button: Button, language: str) -> InlineKeyboardButton:
    label = button.label_en if language == "en" and button.label_en else button.label
    label = label or translate(_LABELS[button.kind], language)
    match button.kind:
        case "link":
            return InlineKeyboardButton(label, url=button.url)
        case "remind":
            return InlineKeyboardButton(label, callback_data=data(REMIND, announcement_id, number))
        case _:
            return InlineKeyboardButton(label, callback_data=data(ASK, announcement_id))
