"""The screens behind the card of an announcement: whom it reaches, its buttons, when it leaves, how long it holds."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.presentation.announcement_words import audience_words, button_label, people, when
from bot.presentation.announcing import Figures, back, choice, to
from bot.presentation.entities import literal
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import announcing as texts
from bot.storage.announced import HOLDS
from bot.storage.sketch import Sketch

MOST_BUTTONS = 3
_SHORT = 18  # labels of which two fit beside each other on a phone
_END_IN_DAYS = (7, 90)


def audience_message(
    sketch: Sketch, figures: Figures, groups: Iterable[Mapping[str, str]], everyone: str, language: str
) -> Message:
    """Topics and languages as on/off buttons, with the number that they make.

    Args:
        sketch: what was put together.
        figures: whom it would reach.
        groups: the topics there are: each label by its id, group by group.
        everyone: the id that stands for all of them.
        language: the announcer's.
    """
    key = sketch.key
    rows: list[tuple[Button, ...]] = []
    rows += [
        (_switch(key, _capital(translate(texts.EVERYONE, language)), sketch.topics == (everyone,), language, everyone),)
    ]
    for group in groups:
        rows += _pairs([_switch(key, label, topic in sketch.topics, language, topic) for topic, label in group.items()])
    rows.append(
        tuple(
            Button(_mark(translate(label, language), sketch.language == code, language), to(key, "lang", code or "-"))
            for code, label in ((None, texts.ALL_LANGUAGES), *texts.ONLY.items())
        )
    )
    rows.append((back(key, language), choice(key, texts.REHEARSE, language, "rehearse")))
    if figures.recipients is None:
        return Message(translate(texts.ASK_AUDIENCE_FIRST, language), tuple(rows))
    said = translate(
        texts.ASK_AUDIENCE,
        language,
        audience=_capital(audience_words(figures.audience, sketch.language, language)),
        recipients=people(figures.recipients, language),
    )
    return Message(said, tuple(rows))


def buttons_message(sketch: Sketch, language: str) -> Message:
    """The buttons under the announcement, to take away and to add."""
    key = sketch.key
    lines = [f"{number}. {_button_words(button, language)}" for number, button in enumerate(sketch.buttons, start=1)]
    said = translate(
        texts.ASK_BUTTONS,
        language,
        number=MOST_BUTTONS,
        buttons="\n".join(lines) or translate(texts.NO_BUTTONS_YET, language),
    )
    rows = [
        (Button(translate(texts.DROP_BUTTON, language, label=button_label(button, language)), to(key, "drop", place)),)
        for place, button in enumerate(sketch.buttons)
    ]
    if len(sketch.buttons) < MOST_BUTTONS:
        kinds = {button["kind"] for button in sketch.buttons}
        rows.append((choice(key, texts.ADD_LINK, language, "link"),))
        if "ask" not in kinds:
            rows.append((choice(key, texts.ADD_ASK, language, "ask"),))
        if "remind" not in kinds:
            rows.append((choice(key, texts.ADD_REMIND, language, "remind"),))
    return Message(said, (*rows, (back(key, language),)))


def link_message(sketch: Sketch, language: str) -> Message:
    """Asks for a link's words and address."""
    asked = [translate(texts.ASK_LINK, language)]
    if sketch.content_en:
        asked.append(translate(texts.ASK_LINK_ENGLISH, language))
    return Message("\n\n".join(asked), ((back(sketch.key, language, "buttons"),),))


def remind_message(sketch: Sketch, language: str) -> Message:
    """Asks for the day to be reminded of."""
    return Message(translate(texts.ASK_REMIND, language), ((back(sketch.key, language, "buttons"),),))


def start_message(sketch: Sketch, offered: Sequence[dt.datetime], now: dt.datetime, language: str) -> Message:
    """Asks when it leaves, with some times to choose from."""
    rows = [(choice(sketch.key, texts.START_NOW, language, "start-at"),)]
    rows += [
        (Button(_capital(when(one, now, language)), to(sketch.key, "start-at", int(one.timestamp()))),)
        for one in offered
    ]
    return Message(translate(texts.ASK_START, language), (*rows, (back(sketch.key, language),)))


def end_message(sketch: Sketch, language: str) -> Message:
    """Asks how long it holds."""
    key = sketch.key
    days = tuple(
        Button(translate(texts.IN_DAYS, language, number=number), to(key, "end-in", number)) for number in _END_IN_DAYS
    )
    usual = Button(translate(texts.NO_END, language, number=HOLDS.days), to(key, "end-in"))
    rows = ((usual,), days, (back(key, language),))
    return Message(translate(texts.ASK_END, language), rows)


def _button_words(button: Mapping[str, Any], language: str) -> str:
    if button["kind"] == "link":
        label = " | ".join(part for part in (button["label"], button["label_en"]) if part)
        return translate(texts.BUTTON_LINK, language, label=literal(label), url=literal(button["url"]))
    return button_label(button, language)


def _pairs(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    """Short ones two in a row."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and max(len(rows[-1][0].text), len(button.text)) <= _SHORT:
            rows[-1] += (button,)
        else:
            rows.append((button,))
    return rows


def _switch(key: int, label: str, is_on: bool, language: str, topic: str) -> Button:
    return Button(_mark(label, is_on, language), to(key, "topic", topic))


def _mark(label: str, is_on: bool, language: str) -> str:
    return translate(texts.ON if is_on else texts.OFF, language, label=label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
