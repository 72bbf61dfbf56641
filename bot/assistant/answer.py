"""What the assistant gives back: an outcome, why, and the parts that the presentation shows."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The five ways a message can end."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"
    SMALLTALK = "smalltalk"
    REDIRECT = "redirect"


class Reason(StrEnum):
    """Why an outcome was chosen; the presentation has one text for each and language."""

    FOUND = "found"
    UNSURE = "unsure"
    WHICH_SECTOR = "which_sector"
    WHICH_MARKET = "which_market"
    NOT_COVERED = "not_covered"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    INSTRUCTIONS = "instructions"
    OTHER_LANGUAGE = "other_language"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    HOW_ARE_YOU = "how_are_you"
    WHO_ARE_YOU = "who_are_you"
    ACKNOWLEDGEMENT = "acknowledgement"
    COMPLAINT = "complaint"
    PERSON = "person"
    MENU = "menu"
    NEW_QUESTION = "new_question"


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """Where a reader can check the answer."""

    article: str
    title: str
    url: str | None
    publisher: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that a reader may have meant, shown as a button."""

    article: str
    title: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """The part of an article that answers: its number, heading and Markdown text.

    `is_asked_for`: the question asks for just this facet (its cost, its time…), so that it is shown first.
    """

    part: int
    heading: str
    text: str
    is_asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The assistant's reply to one message.

    `articles` are the ids considered, best first, whatever the outcome; the fields from `article` on are filled for
    an answer only. `question` is what was searched, with its context joined in; `choices` are the sectors or markets
    that the reader is asked to choose from; `related` are numbered questions of the article's file.
    """

    outcome: Outcome
    reason: Reason
    language: str
    question: str = ""
    confidence: float = 0.0
    articles: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    offers_suggestions: bool = False
    choices: tuple[str, ...] = ()
    article: str = ""
    title: str = ""
    summary: str = ""
    fitting: Fitting | None = None
    reviewed: dt.date | None = None
    is_orientation: bool = False
    sources: tuple[AnswerSource, ...] = ()
    related: tuple[tuple[int, str], ...] = ()
    generation: str = ""


def first_offered(answer: Answer) -> str:
    """The article, or document, that a reader is offered first; "" where an answer offers none."""
    if answer.outcome is Outcome.ANSWER and answer.sources:
        return answer.article or answer.sources[0].article
    return answer.articles[0] if answer.outcome is Outcome.CLARIFY and answer.articles else ""
