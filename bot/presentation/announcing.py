"""What an announcer sees while putting an announcement together: the card that shows it as it stands."""

import datetime as dt
from dataclasses import dataclass

from bot.presentation.announcement_words import audience_words, button_label, content_words, people, when
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.localisation import amount, translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import announcing as texts
from bot.storage.announced import HOLDS
from bot.storage.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known about a sketch beside itself.

    Args:
        now: the time.
        audience: the labels of the chosen topics, by group; none for everyone.
        recipients: how many would get it; nothing where no topic was chosen.
        english_readers: how many of them read English.
        has_quiet_hours: whether it may have to wait for the morning.
    """

    now: dt.datetime
    audience: tuple[tuple[str, ...], ...] = ()
    recipients: int | None = None
    english_readers: int = 0
    has_quiet_hours: bool = True


def intro_message(key: int, language: str) -> Message:
    """What to send."""
    return Message(translate(texts.INTRO, language), ((choice(key, texts.DISCARD, language, "discard"),),))


def card_message(sketch: Sketch, figures: Figures, language: str) -> Message:
    """All that was put together, with a button for each part of it.

    Args:
        sketch: what was put together.
        figures: whom it would reach.
        language: the announcer's.
    """
    lines = [
        translate(texts.CARD_MESSAGE, language, what=content_words(sketch.content or {}, language)),
        _english_line(sketch, figures, language),
        _buttons_line(sketch, language),
        _audience_line(sketch, figures, language),
        _start_line(sketch, figures, language),
        _end_line(sketch, figures, language),
    ]
    if figures.has_quiet_hours:
        lines.append(translate(texts.CARD_URGENT if sketch.is_urgent else texts.CARD_CALM, language))
    said = "\n\n".join((translate(texts.CARD, language), "\n".join(lines)))
    return Message(said, _card_rows(sketch, figures, language))


def english_message(sketch: Sketch, language: str) -> Message:
    """Asks for the English version."""
    rows = [(back(sketch.key, language),)]
    if sketch.content_en:
        rows.insert(0, (choice(sketch.key, texts.DROP_ENGLISH, language, "no-english"),))
    return Message(translate(texts.ASK_ENGLISH, language), tuple(rows))


def noted(message: Message, note: str) -> Message:
    """A screen with what has just happened above it."""
    return Message(f"{note}\n\n{message.markdown}", message.rows) if note else message


def back(key: int, language: str, where: str = "card") -> Button:
    """The button back to the card, or to another screen."""
    return choice(key, texts.BACK, language, where)


def choice(key: int, text: str, language: str, what: str) -> Button:
    """A button that leads somewhere, or does something."""
    return Button(translate(text, language), to(key, what))


def to(key: int, what: str, value: object = "") -> str:
    """What a button of the card carries."""
    return data("anu", key, what, value)


def _card_rows(sketch: Sketch, figures: Figures, language: str) -> tuple[tuple[Button, ...], ...]:
    key = sketch.key
    english = texts.CHANGE_ENGLISH if sketch.content_en else texts.PUT_ENGLISH
    urgent = texts.MAKE_CALM if sketch.is_urgent else texts.MAKE_URGENT
    rows = [
        (choice(key, texts.PUT_AUDIENCE, language, "audience"),),
        (choice(key, english, language, "english"),),
        (choice(key, texts.PUT_BUTTONS, language, "buttons"), choice(key, texts.PUT_START, language, "start")),
        (choice(key, texts.PUT_END, language, "end"),),
        (choice(key, texts.DISCARD, language, "discard"), choice(key, texts.REHEARSE, language, "rehearse")),
    ]
    if figures.has_quiet_hours:
        rows.insert(4, (choice(key, urgent, language, "urgent"),))
    return tuple(rows)


def _english_line(sketch: Sketch, figures: Figures, language: str) -> str:
    if sketch.content_en:
        return translate(texts.CARD_ENGLISH, language, what=content_words(sketch.content_en, language))
    if figures.english_readers:
        return translate(texts.CARD_ENGLISH_READERS, language, number=amount(figures.english_readers, language))
    return translate(texts.CARD_NO_ENGLISH, language)


def _buttons_line(sketch: Sketch, language: str) -> str:
    if not sketch.buttons:
        return translate(texts.CARD_NO_BUTTONS, language)
    labels = ", ".join(literal(button_label(button, language)) for button in sketch.buttons)
    return translate(texts.CARD_BUTTONS, language, buttons=labels)


def _audience_line(sketch: Sketch, figures: Figures, language: str) -> str:
    if figures.recipients is None:
        return translate(texts.CARD_NO_AUDIENCE, language)
    words = audience_words(figures.audience, sketch.language, language)
    return translate(texts.CARD_AUDIENCE, language, audience=words, recipients=people(figures.recipients, language))


def _start_line(sketch: Sketch, figures: Figures, language: str) -> str:
    if sketch.starts_at is None:
        return translate(texts.CARD_STARTS_NOW, language)
    return translate(texts.CARD_STARTS, language, moment=when(sketch.starts_at, figures.now, language))


def _end_line(sketch: Sketch, figures: Figures, language: str) -> str:
    if sketch.valid_until is None:
        return translate(texts.CARD_NO_END, language, number=HOLDS.days)
    return translate(texts.CARD_ENDS, language, moment=when(sketch.valid_until, figures.now, language))
