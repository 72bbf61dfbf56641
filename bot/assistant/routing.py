"""Recognise what is no question for the guide, before anything is searched."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter
from rapidfuzz import fuzz, process

from bot.assistant.answer import Outcome, Reason
from bot.assistant.patterns import INSTRUCTIONS, PERSON
from bot.errors import SettingsError
from bot.guide.configuration import Phrases, read_yaml
from bot.guide.text import fold

_MAX_WORDS = 10
_MAX_PERSON_WORDS = 16
_LIKENESS = 90.0
_REPEATED = re.compile(r"([a-zñ])\1{2,}")
_WORDS = re.compile(r"[a-zñ0-9]+")

_OUTCOMES = {
    Reason.GREETING: Outcome.SMALLTALK,
    Reason.HOW_ARE_YOU: Outcome.SMALLTALK,
    Reason.THANKS: Outcome.SMALLTALK,
    Reason.FAREWELL: Outcome.SMALLTALK,
    Reason.ACKNOWLEDGEMENT: Outcome.SMALLTALK,
    Reason.WHO_ARE_YOU: Outcome.SMALLTALK,
    Reason.COMPLAINT: Outcome.SMALLTALK,
    Reason.PERSON: Outcome.REDIRECT,
    Reason.MENU: Outcome.REDIRECT,
    Reason.NEW_QUESTION: Outcome.SMALLTALK,
}


_FILLER: Literal["filler"] = "filler"


class _Said(Phrases):
    """Phrases of one meaning; `opening`: they are also taken off the start of a longer message."""

    opening: bool = False


_LISTED = TypeAdapter(dict[Literal["filler"] | Reason, _Said])


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes when it is no question; `question` is what is left when it is one.

    `is_new_subject`: it was announced as another question ("otra cosa: …").
    """

    reason: Reason | None
    question: str
    is_new_subject: bool = False

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that the reason stands for; none for a question."""
        if self.reason is None:
            return None
        return _OUTCOMES.get(self.reason, Outcome.REFUSE)


class Router:
    """Knows the phrases of `config/smalltalk.yaml`.

    Raises:
        SettingsError: the file cannot be read or has a name that is no reason.
    """

    def __init__(self, path: Path) -> None:
        listed = read_yaml(path, _LISTED)
        if _FILLER not in listed:
            raise SettingsError(f"{path.name}: {_FILLER}: Field required")
        self._filler = {fold(word) for word in listed.pop(_FILLER).both}
        self._phrases: dict[str, Reason] = {}
        openings: set[str] = set()
        for name, said in listed.items():
            phrases = [_plain(phrase) for phrase in said.both]
            self._phrases |= {self._essence(phrase): Reason(name) for phrase in phrases}
            if said.opening:
                openings.update(phrases)
        self._phrases.pop("", None)
        self._openings = sorted((phrase.split() for phrase in openings), key=len, reverse=True)

    def route(self, text: str) -> Route:
        """Tell small talk, wishes for a person or the menu, and attempts at instructions from questions."""
        if INSTRUCTIONS.search(text):
            return Route(Reason.INSTRUCTIONS, "")
        message = _plain(text)
        if reason := self._recognise(message):
            return Route(reason, "")
        if len(message.split()) <= _MAX_PERSON_WORDS and PERSON.search(message):
            return Route(Reason.PERSON, "")
        question, openings = self._without_openings(text)
        return Route(None, question, any(self._phrases.get(opening) is Reason.NEW_QUESTION for opening in openings))

    def _recognise(self, message: str) -> Reason | None:
        if not message or len(message.split()) > _MAX_WORDS:
            return None
        essence = self._essence(message)
        if not essence:  # filler alone: "señor", "por favor"
            return Reason.GREETING
        if reason := self._phrases.get(essence) or self._in_pieces(essence.split()):
            return reason
        if len(essence) < 5:
            return None
        near = process.extractOne(essence, self._phrases.keys(), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
        return self._phrases[near[0]] if near else None

    def _in_pieces(self, words: list[str]) -> Reason | None:
        """What a message of several phrases means: "chao, hasta luego"; the last that is no greeting counts."""
        reason: Reason | None = None
        while words:
            for length in range(min(len(words), _MAX_WORDS), 0, -1):
                if piece := self._phrases.get(" ".join(words[:length])):
                    reason = piece if reason is None or piece is not Reason.GREETING else reason
                    words = words[length:]
                    break
            else:
                return None
        return reason

    def _without_openings(self, text: str) -> tuple[str, list[str]]:
        """The text from the first word after its openings on, and the openings taken off."""
        found = [(match.start(), _single(fold(match.group()))) for match in re.finditer(r"\w+", text)]
        said = [word for _, word in found]
        position, taken = 0, []
        while opening := next((o for o in self._openings if said[position : position + len(o)] == o), None):
            position += len(opening)
            taken.append(self._essence(" ".join(opening)))
        if 0 < position < len(said):
            return text[found[position][0] :], taken
        return text, []

    def _essence(self, phrase: str) -> str:
        return " ".join(word for word in phrase.split() if word not in self._filler) or (
            phrase if phrase in ("si", "yes", "bueno", "bien") else ""
        )


def _plain(text: str) -> str:
    return " ".join(_single(word) for word in _WORDS.findall(fold(text)))


def _single(word: str) -> str:
    """holaaaa is hola."""
    return _REPEATED.sub(r"\1", word)
