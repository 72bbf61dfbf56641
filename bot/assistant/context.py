"""What a conversation is about, so that "¿y cuánto se demora?" is understood; and when that is over."""

import datetime as dt
import re
from dataclasses import dataclass

from bot.guide.search import Tie
from bot.guide.text import words

# How a question begins that goes on from what was said; the search decides for all the others.
_CONNECTORS = {
    "es": (("y",), ("e",), ("pero",), ("o",), ("entonces",), ("pues",), ("bueno",)),
    "en": (("and",), ("but",), ("or",), ("so",), ("then",), ("what", "about"), ("how", "about"), ("what", "if")),
}
# Words that point back at something said before.
POINTERS = {
    "es": {"eso", "esa", "ese", "esos", "esas", "esto", "lo", "mismo", "misma", "ella", "ello", "ellos", "ahi", "alla"},
    "en": {"it", "that", "those", "them", "one", "there", "same"},
}
# "Lo del RUT" names a subject; "¿me lo aceptan?" points back, and so do "renovarlo" and "venderlas".
_SUBJECT_AFTER_LO = {"de", "del", "que"}
_ENCLITIC = re.compile(r"\w{3}[aei]r(me|te|se|nos)?l[oa]s?$")
# A question that goes on for long says itself what it is about.
_MAX_WORDS = 12


# What a conversation is about stands in its last questions; more of them would drown what is asked now.
_KEPT_WORDS = 40


@dataclass(frozen=True, slots=True)
class Context:
    """The last question of a conversation as it was searched, and the article that answered it.

    `choices` are what the reader was asked to choose from, as long as that is what the assistant said last of the
    guide: sectors, markets, or articles.
    """

    question: str
    article: str
    language: str
    at: dt.datetime
    choices: tuple[str, ...] = ()


def remembered(question: str) -> str:
    """The end of a question with all that it followed, as much as is worth keeping."""
    return " ".join(question.split()[-_KEPT_WORDS:])


def tie_of(text: str, language: str) -> Tie:
    """What a question says by its form of going on from what was said before."""
    said = tuple(words(text))
    if len(said) > _MAX_WORDS:
        return Tie.NONE
    if any(_points(word, after, language) for word, after in zip(said, (*said[1:], ""), strict=False)):
        return Tie.POINTING
    return Tie.CONNECTED if any(said[: len(start)] == start for start in _CONNECTORS[language]) else Tie.NONE


def leans(text: str, language: str) -> bool:
    """Whether a question says by its form that it goes on from what was said before."""
    return tie_of(text, language) is not Tie.NONE


def _points(word: str, after: str, language: str) -> bool:
    if language == "es" and word == "lo" and after in _SUBJECT_AFTER_LO:
        return False
    return word in POINTERS[language] or (language == "es" and bool(_ENCLITIC.search(word)))


def is_current(context: Context | None, now: dt.datetime, minutes: int) -> bool:
    """Whether a conversation still goes on."""
    return context is not None and now - context.at <= dt.timedelta(minutes=minutes)


def followed(context: Context | None, language: str) -> Context | None:
    """The conversation whose subject may go on: none in the other language."""
    return context if context and context.language == language else None
