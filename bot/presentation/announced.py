"""An announcement that a reader asks about: what it says, with its date; the question; the reminder of its day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.assistant.answer import Answer, Outcome
from bot.presentation import texts as common
from bot.presentation.callback_data import data
from bot.presentation.entities import escaped
from bot.presentation.localisation import day, day_of_week, translate
from bot.presentation.messages import BUTTON_CHARACTERS, Button, Message, Row, answer_message
from bot.presentation.texts import subscribing as texts

BEGINNING_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Quote:
    """What an announcement says in the reader's language. Entities are as in the Bot API."""

    id: int
    told_on: dt.date
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    holds_until: dt.date | None = None
    is_over: bool = False

    @property
    def beginning(self) -> str:
        """Its first words, by which a reader knows it again."""
        return shortened(" ".join(self.text.split("\n", 1)[0].split()), BEGINNING_CHARACTERS)


def shortened(text: str, characters: int) -> str:
    """At most so many characters of a text, cut between words."""
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut else cut).rstrip() + "…"


def quoted(text: str, entities: Iterable[dict[str, Any]] = ()) -> str:
    """What was announced, word for word, as Markdown; of its formatting, the links."""
    units = text.encode("utf-16-le")
    parts: list[str] = []
    end = 0
    links = (entity for entity in entities if entity.get("type") == "text_link")
    for link in sorted(links, key=lambda entity: int(entity["offset"])):
        start, stop = 2 * int(link["offset"]), 2 * (int(link["offset"]) + int(link["length"]))
        label = " ".join(_text(units[start:stop]).split())
        parts.append(escaped(_text(units[end:start])))
        parts.append(f"[{escaped(label)}](<{link['url'].replace('<', '%3C').replace('>', '%3E')}>)")
        end = stop
    parts.append(escaped(_text(units[end:])))
    # What is indented would be code.
    return "\n".join(line.lstrip() for line in "".join(parts).split("\n"))


def announced_message(quote: Quote, language: str, rows: Sequence[Row] = (), note: str = "") -> Message:
    """An announcement's own words under its date, so that nobody takes them for the guide's."""
    parts = [note, translate(texts.ANNOUNCED, language, day=day(quote.told_on, language))]
    parts.append(quoted(quote.text, quote.entities))
    if quote.holds_until:
        held = texts.HELD_UNTIL if quote.is_over else texts.HOLDS_UNTIL
        parts.append(translate(held, language, day=day(quote.holds_until, language)))
    return Message("\n\n".join(part for part in parts if part), tuple(rows))


def answer_from(quote: Quote, answer: Answer, question_id: int, *, is_said: bool) -> Message:
    """An announcement as the answer to a question; what the guide says about it is one touch away.

    Args:
        quote: the announcement.
        answer: what the guide answers.
        question_id: the question.
        is_said: the announcement answers it; else it is shown because neither does.
    """
    language = answer.language
    if not is_said:
        ways_on = answer_message(answer, question_id).rows
        return announced_message(quote, language, ways_on, note=translate(texts.NOT_SAID, language))
    rows: list[Row] = []
    if answer.outcome is Outcome.ANSWER and answer.article:
        label = f"{translate(common.READ_ALL, language)}: {answer.title}"
        rows.append((Button(shortened(label, BUTTON_CHARACTERS), data("all", answer.article)),))
    rows.append((Button("👍", data("fb", question_id, "+")), Button("👎", data("fb", question_id, "-"))))
    return announced_message(quote, language, rows)


def beside(message: Message, quote: Quote, language: str) -> Message:
    """An answer of the guide, with the announcement that may tell more one touch away."""
    label = translate(texts.SEE_ANNOUNCEMENT, language, beginning=quote.beginning or day(quote.told_on, language))
    button = Button(shortened(label, BUTTON_CHARACTERS), data("news", quote.id))
    return replace(message, rows=((button,), *message.rows))


def ask_message(quote: Quote, language: str) -> Message:
    """The bot says which announcement it is and waits for the question."""
    asked = translate(texts.ASK_ABOUT, language, day=day(quote.told_on, language))
    beginning = f"«{escaped(quote.beginning)}»\n\n" if quote.beginning else ""
    return Message(f"{beginning}{asked}")


def when_message(
    announcement_id: int, number: int, event: dt.date, choices: dict[int, dt.date], language: str
) -> Message:
    """How long before an announcement's day its reader wants to be reminded.

    Args:
        announcement_id: the announcement.
        number: the place of its button.
        event: the day.
        choices: the days of the reminders there can be, by how many days before they are.
        language: the reader's.
    """
    rows = tuple(
        (
            Button(
                translate(texts.REMIND_BEFORE[before], language, day=day_of_week(date, language)),
                data("remind", announcement_id, number, before),
            ),
        )
        for before, date in choices.items()
    )
    return Message(translate(texts.REMIND_WHEN, language, day=day_of_week(event, language)), rows)


def reminder_set_message(
    announcement_id: int, number: int, before: int, remind_on: dt.date, event: dt.date, language: str
) -> Message:
    """A reminder is kept, and can be undone at once."""
    said = translate(
        texts.REMINDER_SET,
        language,
        remind_on=day_of_week(remind_on, language),
        day=day_of_week(event, language),
    )
    undo = Button(translate(texts.UNDO_REMINDER, language), data("forget", announcement_id, number, before))
    return Message(said, ((undo,),))


def reminder_message(quote: Quote | None, event: dt.date, language: str) -> Message:
    """What a reader asked to be reminded of."""
    reminder = translate(texts.REMINDER, language, day=day_of_week(event, language))
    return Message(f"{reminder}\n\n{quoted(quote.text, quote.entities)}" if quote else reminder)


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", errors="ignore")
