"""What an announcer sees of an announcement that is approved: how it goes, what became of it, and the list of all."""

import datetime as dt
import re
from collections.abc import Sequence

from bot.presentation.announcement_words import excerpt, people, when
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.localisation import amount, duration, translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import announcing as texts
from bot.storage.deliveries import OPEN, Progress
from bot.storage.stored_announcement import StoredAnnouncement

_BLOCKS = 10
_SENT = {"edit": texts.OUTCOMES_CORRECTED, "delete": texts.OUTCOMES_DELETED}


def standing_message(
    announcement: StoredAnnouncement,
    progress: Progress,
    *,
    waits_until: dt.datetime | None,
    finishes_at: dt.datetime | None,
    now: dt.datetime,
    language: str,
) -> Message:
    """How it goes, with what can be done about it now; when it is over, its result.

    Args:
        announcement: as it stands.
        progress: what became of its deliveries.
        waits_until: when it begins or goes on, where that is not now.
        finishes_at: when everyone will have it.
        now: the time.
        language: the announcer's.
    """
    parts = [
        f"{_title(announcement, language)} · {translate(texts.STATES[announcement.state], language)}",
        excerpt(announcement.content),
        _reason(announcement.reason, language) if announcement.state == "paused" else "",
        "\n".join(_advance(progress, waits_until, finishes_at, now, language)),
        "\n".join(_outcomes(progress, language)),
    ]
    return Message("\n\n".join(part for part in parts if part), _rows(announcement, progress, language))


def cancel_message(progress: Progress, language: str) -> Message:
    """Asks once before it is cancelled."""
    left = sum(progress.counts[state] for state in OPEN)
    said = translate(
        texts.ASK_CANCEL,
        language,
        id=progress.id,
        settled=people(progress.total - left, language),
        left=people(left, language),
    )
    yes, no = translate(texts.YES_CANCEL, language), translate(texts.NO_GO_ON, language)
    return Message(said, _yes_or_no(progress.id, yes, "an-cancel", no))


def send_again_message(announcement_id: int, unknown: int, language: str) -> Message:
    """Asks before those are sent to again who may have got it."""
    number = people(unknown, language)
    yes = translate(texts.YES_SEND_AGAIN, language, number=number)
    said = translate(texts.ASK_SEND_AGAIN, language, number=number)
    return Message(said, _yes_or_no(announcement_id, yes, "an-resend", translate(texts.NO_SEND_AGAIN, language)))


def correction_message(announcement_id: int, language: str) -> Message:
    """Asks how to correct it."""
    rows = (
        (Button(translate(texts.CORRECT_TEXT, language), data("an-edit", announcement_id)),),
        (Button(translate(texts.CORRECT_AWAY, language), data("an-delete", announcement_id)),),
        (Button(translate(texts.NO_SEND_AGAIN, language), data("an-keep", announcement_id)),),
    )
    return Message(translate(texts.ASK_CORRECTION, language, id=announcement_id), rows)


def right_text_message(announcement_id: int, language: str) -> Message:
    """Asks for the text as it should be."""
    stop = Button(translate(texts.NO_SEND_AGAIN, language), data("an-keep", announcement_id))
    return Message(translate(texts.ASK_RIGHT_TEXT, language), ((stop,),))


def right_english_message(announcement_id: int, language: str) -> Message:
    """Asks for the English text as it should be."""
    stays = Button(translate(texts.ENGLISH_STAYS, language), data("an-english", announcement_id))
    return Message(translate(texts.ASK_RIGHT_ENGLISH, language), ((stays,),))


def list_message(
    shown: Sequence[tuple[StoredAnnouncement, Progress]],
    *,
    first: int,
    per_page: int,
    total: int,
    now: dt.datetime,
    language: str,
) -> Message:
    """A page of all announcements, newest first; each opens.

    Args:
        shown: those of this page.
        first: how many come before them.
        per_page: how many a page has.
        total: how many there are.
        now: the time.
        language: the announcer's.
    """
    if not shown:
        return Message(translate(texts.LIST_EMPTY, language))
    last = first + len(shown)
    heading = translate(texts.LIST, language, first=first + 1, last=last, total=total)
    entries = [_entry(announcement, progress, now, language) for announcement, progress in shown]
    rows: list[tuple[Button, ...]] = [
        tuple(Button(f"{announcement.id}", data("an-open", announcement.id)) for announcement, _ in shown)
    ]
    steps = []
    if first > 0:
        steps.append(Button("◀️", data("an-list", max(0, first - per_page))))
    if last < total:
        steps.append(Button("▶️", data("an-list", last)))
    if steps:
        rows.append(tuple(steps))
    return Message("\n\n".join((heading, *entries)), tuple(rows))


def _title(announcement: StoredAnnouncement, language: str) -> str:
    values = {"id": announcement.id} | ({"corrects": announcement.corrects} if announcement.corrects else {})
    return translate(texts.TITLE[announcement.kind], language, **values)


def _reason(reason: str, language: str) -> str:
    """Why it paused by itself; the sender writes it for the command line."""
    if canary := re.match(r"canary: (\d+) of the first (\d+)", reason):
        return translate(texts.CANARY, language, spoilt=canary[1], begun=canary[2])
    if reason.startswith("content: "):
        return translate(texts.CONTENT, language, error=literal(reason.removeprefix("content: ")))
    return literal(reason)


def _advance(
    progress: Progress,
    waits_until: dt.datetime | None,
    finishes_at: dt.datetime | None,
    now: dt.datetime,
    language: str,
) -> list[str]:
    if progress.is_over or not progress.total:
        return []
    settled = progress.total - sum(progress.counts[state] for state in OPEN)
    full = settled * _BLOCKS // progress.total
    lines = [
        translate(
            texts.ADVANCE,
            language,
            bar="▓" * full + "░" * (_BLOCKS - full),
            percent=settled * 100 // progress.total,
            settled=amount(settled, language),
            total=people(progress.total, language),
        )
    ]
    if waits_until:
        lines.append(translate(texts.WAITS_UNTIL, language, moment=when(waits_until, now, language)))
    elif progress.state == "sending" and progress.per_second >= 1:
        lines[0] += " · " + translate(texts.PACE, language, number=amount(round(progress.per_second), language))
    if finishes_at and waits_until:
        lines.append(translate(texts.FINISHES, language, moment=when(finishes_at, now, language)))
    elif finishes_at:
        left = duration(finishes_at - now, language)
        lines.append(translate(texts.FINISHES_IN, language, left=left, moment=when(finishes_at, now, language)))
    return lines


def _outcomes(progress: Progress, language: str) -> list[str]:
    labels = texts.OUTCOMES | ({"sent": _SENT[progress.kind]} if progress.kind in _SENT else {})
    lines = [
        translate(label, language, number=amount(progress.counts[state], language))
        for state, label in labels.items()
        if progress.counts[state]
    ]
    if progress.questions:
        lines.append(translate(texts.ASKED, language, number=amount(progress.questions, language)))
    return lines


def _rows(announcement: StoredAnnouncement, progress: Progress, language: str) -> tuple[tuple[Button, ...], ...]:
    def button(text: str, action: str, **values: object) -> Button:
        return Button(translate(text, language, **values), data(action, announcement.id))

    cancel = button(texts.CANCEL, "an-halt")
    match announcement.state:
        case "approved" | "sending":
            return ((button(texts.PAUSE, "an-pause"), cancel),)
        case "paused":
            return ((button(texts.RESUME, "an-resume"), cancel),)
        case _ if not progress.is_over or not progress.total:
            return ()
    rows: list[tuple[Button, ...]] = [(button(texts.MAKE_REPORT, "an-report"),)]
    if announcement.kind == "send" and progress.counts["sent"]:
        rows[0] += (button(texts.CORRECT, "an-fix"),)
    if announcement.state == "done" and (unknown := progress.counts["unknown"]):
        rows.append((button(texts.SEND_AGAIN, "an-again", number=people(unknown, language)),))
    return tuple(rows)


def _yes_or_no(announcement_id: int, yes: str, action: str, no: str) -> tuple[tuple[Button, ...], ...]:
    return (Button(yes, data(action, announcement_id)),), (Button(no, data("an-keep", announcement_id)),)


def _entry(announcement: StoredAnnouncement, progress: Progress, now: dt.datetime, language: str) -> str:
    told = announcement.approved_at or announcement.created_at
    state = translate(texts.STATES[announcement.state], language)
    lines = [
        f"{_title(announcement, language)} · {state}, {when(told, now, language)}",
        excerpt(announcement.content),
    ]
    if progress.total:
        numbers = {"sent": amount(progress.counts["sent"], language), "total": amount(progress.total, language)}
        lines.append(translate(texts.LISTED_NUMBERS, language, **numbers))
    return "\n".join(line for line in lines if line)
