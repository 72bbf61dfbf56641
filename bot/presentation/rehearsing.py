"""What an announcer sees before approving: whom it reaches and whom not, when it leaves, what to be careful about."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.presentation.announcement_words import audience_words, excerpt, people, when
from bot.presentation.callback_data import data
from bot.presentation.localisation import amount, translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import announcing as texts
from bot.storage.stored_announcement import StoredAnnouncement

_APPROVE = {"send": texts.APPROVE, "edit": texts.APPROVE_EDIT, "delete": texts.APPROVE_DELETE}


def rehearsal_message(
    announcement: StoredAnnouncement,
    audience: Sequence[Sequence[str]],
    *,
    recipients: int,
    left_out: Mapping[str, int],
    starts_at: dt.datetime,
    finishes_at: dt.datetime,
    needs_second_person: bool,
    alike: int | None,
    now: dt.datetime,
    language: str,
) -> Message:
    """What approving would do, under the message as it would arrive.

    Args:
        announcement: the draft.
        audience: the labels of its topics, by group.
        recipients: how many would get it.
        left_out: how many not, by reason.
        starts_at: when it would leave.
        finishes_at: when everyone would have it.
        needs_second_person: whether two people must approve.
        alike: a recent announcement that says the same.
        now: the time.
        language: the announcer's.
    """
    lines = [_reaches(announcement, audience, recipients, language)]
    if reasons := _reasons(left_out, language):
        lines.append(translate(texts.LEFT_OUT, language, reasons=reasons))
    if recipients:
        lines.append(_starts(starts_at, now, language))
        lines.append(translate(texts.FINISHES, language, moment=when(finishes_at, now, language)))
    warnings = []
    if alike:
        warnings.append(translate(texts.SAID_LATELY, language, id=alike))
    if needs_second_person:
        warnings.append(translate(texts.TWO_PEOPLE, language))
    parts = [_heading(announcement, language), "\n".join(lines), "\n".join(warnings)]
    rows = _rows(announcement, recipients, language)
    return Message("\n\n".join(part for part in parts if part), rows)


def first_approval_message(announcement_id: int, told: int, language: str) -> Message:
    """One has approved; who was asked to be the second."""
    if told:
        return Message(translate(texts.APPROVED_FIRST, language, number=people(told, language)))
    return Message(translate(texts.NOBODY_TO_APPROVE, language, id=announcement_id))


def _heading(announcement: StoredAnnouncement, language: str) -> str:
    match announcement.kind:
        case "edit":
            return translate(texts.WOULD_CORRECT, language, corrects=announcement.corrects)
        case "delete":
            said = translate(texts.WOULD_DELETE, language, corrects=announcement.corrects)
            return "\n".join(part for part in (said, excerpt(announcement.content)) if part)
        case _ if announcement.first_approved_by:
            return translate(texts.REHEARSED_BY_OTHER, language, id=announcement.id)
        case _:
            return translate(texts.REHEARSED, language)


def _reaches(
    announcement: StoredAnnouncement, audience: Sequence[Sequence[str]], recipients: int, language: str
) -> str:
    if announcement.kind != "send":
        text = texts.CHANGES if recipients else texts.CHANGES_NOBODY
        return translate(text, language, **{"recipients": people(recipients, language)} if recipients else {})
    words = audience_words(audience, announcement.audience.language, language)
    if not recipients:
        return translate(texts.REACHES_NOBODY, language, audience=words)
    return translate(texts.REACHES, language, recipients=people(recipients, language), audience=words)


def _reasons(left_out: Mapping[str, int], language: str) -> str:
    return ", ".join(
        translate(texts.REASONS[reason], language, number=amount(number, language))
        for reason, number in left_out.items()
    )


def _starts(starts_at: dt.datetime, now: dt.datetime, language: str) -> str:
    if starts_at <= now:
        return translate(texts.CARD_STARTS_NOW, language)
    return translate(texts.STARTS_LATER, language, moment=when(starts_at, now, language))


def _rows(announcement: StoredAnnouncement, recipients: int, language: str) -> tuple[tuple[Button, ...], ...]:
    def button(text: str, action: str) -> Button:
        return Button(translate(text, language), data(action, announcement.id))

    rows: list[tuple[Button, ...]] = []
    if recipients:
        approve = translate(_APPROVE[announcement.kind], language, recipients=people(recipients, language))
        rows.append((Button(approve, data("an-approve", announcement.id)),))
    discard = button(texts.DISCARD, "an-drop")
    change = (button(texts.CHANGE, "an-redo"),) if announcement.kind == "send" else ()
    return (*rows, (*change, discard))
