"""Tickets as readers and staff see them: what is asked before one is opened, its card, and the list."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from bot.guide.nearest import NearArticle
from bot.guide.staging import FileDifference
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.localisation import amount, day_in_bogota, day_of_week, time_of_day, translate
from bot.presentation.messages import BUTTON_CHARACTERS, Button, Message, adviser_row
from bot.presentation.texts import LANGUAGE_NAMES
from bot.presentation.texts import tickets as texts
from bot.storage.tickets import CLOSED, StoredTicket

PER_PAGE = 8
WORDS_CHARACTERS = 60
TOPIC_CHARACTERS = 128
LINES_SHOWN = 12
# How Telegram numbers supergroups, and how its links do.
_SUPERGROUP = "-100"


def ask_message(question: str, question_id: int, language: str) -> Message:
    """Shall this question go to an adviser?"""
    rows = (
        (_button(texts.BUTTON_SEND, language, "tk-send", question_id),),
        (_button(texts.BUTTON_OTHER, language, "tk-new"), _button(texts.BUTTON_NO, language, "tk-no")),
    )
    return Message(translate(texts.ASK_SEND, language, question=literal(question)), rows)


def handed_message(ticket_id: int, is_there: bool, when: dt.datetime, now: dt.datetime, language: str) -> Message:
    """A ticket was opened.

    Args:
        ticket_id: its number.
        is_there: whether somebody is at the desk now.
        when: until when it is answered; from when, where nobody is there.
        now: this moment.
        language: the reader's.
    """
    is_today = day_in_bogota(when) == day_in_bogota(now)
    text = {
        (True, True): texts.PROMISE_TODAY,
        (True, False): texts.PROMISE_DAY,
        (False, True): texts.PROMISE_CLOSED_TODAY,
        (False, False): texts.PROMISE_CLOSED,
    }[is_there, is_today]
    day, time = day_of_week(day_in_bogota(when), language), time_of_day(when, language)
    promise = translate(text, language, **({"time": time} if is_today else {"day": day, "time": time}))
    said = translate(texts.HANDED, language, number=ticket_id, promise=promise)
    return Message(said, ((write_button(ticket_id, language),),))


def under_way_message(ticket_id: int, language: str) -> Message:
    """There is a ticket already."""
    said = f"{translate(texts.UNDER_WAY, language, number=ticket_id)}\n\n{translate(texts.WRITING, language)}"
    return Message(said)


def write_button(ticket_id: int, language: str) -> Button:
    """The way into the conversation."""
    return _button(texts.BUTTON_WRITE, language, "tk-write", ticket_id)


def goodbye_message(ticket_id: int, language: str) -> Message:
    """A ticket was closed."""
    thumbs = Button("👍", data("tk-rate", ticket_id, "+")), Button("👎", data("tk-rate", ticket_id, "-"))
    return Message(translate(texts.GOODBYE, language, number=ticket_id), (thumbs,))


def two_failed_message(question_id: int, language: str) -> Message:
    """Offered after two questions without a good answer."""
    return Message(translate(texts.TWO_FAILED, language), (adviser_row(language, question_id),))


def card_message(ticket: StoredTicket, offered: tuple[str, Sequence[str]] | None, language: str) -> Message:
    """A ticket as staff sees it.

    Args:
        ticket: as it stands.
        offered: how the guide's answer ended and the titles of the articles, if it was asked.
        language: staff's.
    """
    about = [translate(texts.SPOKEN, language, spoken=LANGUAGE_NAMES[ticket.language].lower())]
    about.append(_offered(offered, language))
    how = texts.HOW_TOPIC if ticket.topic_id else texts.HOW_REPLIES
    said = translate(
        texts.CARD,
        language,
        number=ticket.id,
        state=translate(texts.STATES[ticket.state], language),
        question=literal(ticket.question),
        about="\n".join(about),
        how=translate(how if ticket.chat_id else texts.HOW_GAP, language),
    )
    is_closed = ticket.state == CLOSED
    turn = (texts.BUTTON_REOPEN, "tk-open") if is_closed else (texts.BUTTON_CLOSE, "tk-close")
    rows = ((_button(turn[0], language, turn[1], ticket.id),), (guide_button(ticket.id, language),))
    return Message(said, rows if ticket.question else rows[:0])


def topic_name(ticket: StoredTicket) -> str:
    """What the topic of a ticket is called: its number and first words."""
    return _cut(f"#{ticket.id} {' '.join(ticket.question.split())}", TOPIC_CHARACTERS)


def guide_button(ticket_id: int, language: str) -> Button:
    """The way of what was asked into the guide."""
    return _button(texts.BUTTON_GUIDE, language, "tk-guide", ticket_id)


def delivered_message(ticket_id: int, language: str) -> Message:
    """A long answer of staff arrived: it may be worth keeping."""
    return Message(translate(texts.DELIVERED, language), ((guide_button(ticket_id, language),),))


def list_message(tickets: Sequence[StoredTicket], count: int, page: int, now: dt.datetime, language: str) -> Message:
    """A page of the tickets that are under way, with a button to each."""
    if not tickets:
        return Message(translate(texts.LIST_EMPTY, language))
    lines = "\n\n".join(_line(ticket, now, language) for ticket in tickets)
    buttons = [_button(f"#{ticket.id}", language, "tk-show", ticket.id) for ticket in tickets]
    rows = [tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    steps = [Button("◀️", data("tk-list", page - 1))] * (page > 0)
    steps += [Button("▶️", data("tk-list", page + 1))] * ((page + 1) * PER_PAGE < count)
    if steps:
        rows.append(tuple(steps))
    return Message(translate(texts.LIST, language, count=amount(count, language), tickets=lines), tuple(rows))


def guide_message(ticket: StoredTicket, near: Sequence[NearArticle], language: str) -> Message:
    """Where the question of a ticket may go."""
    said = translate(texts.TO_GUIDE, language, number=ticket.id, question=literal(ticket.question))
    rows: list[tuple[Button, ...]] = []
    for one in near:
        with suppress(ValueError):  # an id too long for a button is left to /vacios, where it can be written
            rows.append((Button(_cut(one.title, BUTTON_CHARACTERS), data("tk-to", ticket.id, one.id)),))
    return Message(said, (*rows, (_button(texts.BUTTON_DRAFT, language, "tk-draft", ticket.id),)))


def preview_message(ticket_id: int, article: str, difference: FileDifference, language: str) -> Message:
    """What would be written into the question file of an article."""
    lines = "\n".join(line.replace("~~~~", "") for line in difference.lines[:LINES_SHOWN])
    said = translate(texts.PREVIEW, language, place=difference.place, lines=lines)
    put = _button(texts.BUTTON_PUT, language, "tk-put", ticket_id, article)
    return Message(said, ((put, _button(texts.BUTTON_BACK, language, "tk-guide", ticket_id)),))


def _offered(offered: tuple[str, Sequence[str]] | None, language: str) -> str:
    if offered is None:
        return translate(texts.NOT_ASKED, language)
    outcome, titles = offered
    if not titles or outcome not in texts.OFFERED:
        return translate(texts.OFFERED_NOTHING, language)
    return "\n".join([translate(texts.OFFERED[outcome], language), *(f"• {literal(title)}" for title in titles)])


def _line(ticket: StoredTicket, now: dt.datetime, language: str) -> str:
    values = {
        "mark": texts.STATES[ticket.state].split()[0],
        "number": ticket.id,
        "age": _age(now - ticket.created_at, language),
        "words": literal(_cut(" ".join(ticket.question.split()), WORDS_CHARACTERS)),
    }
    if ticket.card_id is None:
        return f"{translate(texts.LIST_LINE, language, **values)} {translate(texts.NOT_IN_GROUP, language)}"
    if link := _link(ticket):
        return translate(texts.LIST_LINE_LINKED, language, link=link, **values)
    return translate(texts.LIST_LINE, language, **values)


def _link(ticket: StoredTicket) -> str:
    group = str(ticket.staff_chat_id)
    if not group.startswith(_SUPERGROUP):
        return ""
    return f"https://t.me/c/{group.removeprefix(_SUPERGROUP)}/{ticket.topic_id or ticket.card_id}"


def _age(age: dt.timedelta, language: str) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return translate(texts.AGE_MINUTES, language, count=minutes)
    if minutes < 48 * 60:
        return translate(texts.AGE_HOURS, language, count=minutes // 60)
    return translate(texts.AGE_DAYS, language, count=minutes // (24 * 60))


def _button(text: str, language: str, action: str, *arguments: object) -> Button:
    return Button(translate(text, language), data(action, *arguments))


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
