"""What a conversation is about, so that "¿y cuánto se demora?" is understood; and when that is over."""

import datetime as dt
from dataclasses import dataclass

from bot.guide.text import STOPWORDS, fold, words

# Few words, and a start or a pointer that leans on what was said before.
_MAX_CONTENT_WORDS = 3
_MAX_CONNECTED_WORDS = 6
_CONNECTORS = {"es": {"y", "e", "pero", "o", "entonces", "tambien"}, "en": {"and", "but", "or", "then", "also"}}
_OPENERS = {"en": (("what", "about"), ("how", "about"))}
_POINTERS = {
    "es": {"eso", "esa", "ese", "esos", "esas", "esto", "esta", "este", "ahi", "alla", "lo", "la", "ello"},
    "en": {"it", "that", "this", "those", "these", "there", "them", "one"},
}


@dataclass(frozen=True, slots=True)
class Context:
    """The last question that was answered in a conversation, as it was searched."""

    question: str
    article: str
    language: str
    at: dt.datetime


def is_follow_up(text: str, language: str) -> bool:
    """Whether a message leans on what was said before it."""
    said = words(text)
    content = [word for word in said if word not in STOPWORDS[language]]
    if not said:
        return False
    if said[0] in _CONNECTORS[language] or tuple(said[:2]) in _OPENERS.get(language, ()):
        return len(content) <= _MAX_CONNECTED_WORDS
    if len(content) <= _MAX_CONTENT_WORDS:
        return bool(_POINTERS[language] & set(said)) or not content
    return False


def join(context: Context | None, text: str, language: str, now: dt.datetime, minutes: int) -> str:
    """The question to search: with what it follows, when it is a follow-up and that is not too long ago."""
    if context is None or now - context.at > dt.timedelta(minutes=minutes):
        return text
    if not is_follow_up(text, language):
        return text
    return f"{context.question} {text}" if fold(text) not in fold(context.question) else context.question
