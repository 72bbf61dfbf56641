"""What readers are told because the guide changed: their question, its date, and the answer."""

import datetime as dt
from collections.abc import Sequence

from bot.presentation.entities import literal
from bot.presentation.localisation import day, day_in_bogota, translate
from bot.presentation.texts import gaps as texts

QUOTED_CHARACTERS = 200
# More of them say less on a phone.
SHOWN_CHANGES = 3


def answer_notice(question: str, asked_at: dt.datetime, answer: str, language: str) -> str:
    """A question that the guide answers now."""
    return translate(
        texts.ANSWER_NOTICE, language, day=_day(asked_at, language), question=quoted(question), answer=answer
    )


def correction_notice(
    question: str, asked_at: dt.datetime, before: Sequence[str], after: Sequence[str], answer: str, language: str
) -> str:
    """An answer that is another one now.

    Args:
        question: what was asked.
        asked_at: when.
        before: what was said and is said no more, if it is in the reader's language.
        after: what is said instead.
        answer: what the guide answers now.
        language: the reader's.
    """
    changes = [(texts.CORRECTION_BEFORE, said) for said in before[:SHOWN_CHANGES]]
    # What the answer below says anyway is not said twice.
    now = [said for said in after if said not in answer]
    changes += [(texts.CORRECTION_NOW, said) for said in now[:SHOWN_CHANGES]]
    lines = [translate(text, language, said=literal(said)) for text, said in changes]
    return translate(
        texts.CORRECTION_NOTICE,
        language,
        day=_day(asked_at, language),
        question=quoted(question),
        changes="".join(f"{line}\n\n" for line in lines),
        answer=answer,
    )


def quoted(question: str) -> str:
    """A reader's question on one line, shortened, as it is safe to show."""
    text = " ".join(question.split())
    return literal(text if len(text) <= QUOTED_CHARACTERS else text[:QUOTED_CHARACTERS].rstrip() + "…")


def _day(moment: dt.datetime, language: str) -> str:
    return day(day_in_bogota(moment), language)
