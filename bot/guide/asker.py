"""What a question says about the asker: the family of the product, and the market, from everyday words."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bot.guide.configuration import read_yaml
from bot.guide.text import fold, words

FILES = {"products": "products.yaml", "places": "places.yaml"}
# How many questions' worth of doubt: an article with few questions is believed less.
_SMOOTHING = 5.0
_MOST = 3.0
_WORD = re.compile(r"[^\W_]+")
_PLURALS = {"es": re.compile(r"(?<=[aeiou])s$|(?<=[lnrdz])es$"), "en": re.compile(r"(?<=[^s])s$")}

_LISTED = TypeAdapter(dict[str, dict[str, list[str]]])


class AskerWords:
    """Finds products and places in questions; `hints` are names like `places:eu`.

    Names are compared as they are written, singular for plural, and not by stems: Quito is not "quita".

    Args:
        folder: where `products.yaml` and `places.yaml` are.
        language: `es` or `en`.

    Raises:
        SettingsError: a file cannot be read.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._phrases: dict[tuple[str, ...], str] = {}
        self._names: dict[str, str] = {}
        for subject, name in FILES.items():
            for group, listed in read_yaml(folder / name, _LISTED).items():
                hint = f"{subject}:{group}"
                self._names[hint] = next(iter(listed[language]), "")
                for phrase in listed[language]:
                    self._phrases.setdefault(self._singular(words(phrase)), hint)
        self.hints = tuple(self._names)
        self._longest = max(map(len, self._phrases), default=0)

    def find(self, said: Sequence[str]) -> set[str]:
        """The hints that folded words give; the longest phrase counts ("crema de leche", not "crema")."""
        return {hint for hint, _, _ in self._found(said)}

    def name(self, hint: str) -> str:
        """The word that a hint is listed under first; nothing for a hint that there is not."""
        return self._names.get(hint, "")

    def without(self, text: str, subjects: Collection[str]) -> str:
        """A text without its words for `products` or `places`, for a question that changes just these."""
        said = list(_WORD.finditer(text))
        dropped = [
            said[n].span()
            for hint, start, end in self._found([fold(match.group()) for match in said])
            if hint.split(":")[0] in subjects
            for n in range(start, end)
        ]
        for start, end in reversed(dropped):
            text = text[:start] + text[end:]
        return " ".join(text.split())

    def _found(self, said: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Each hint with the words it stands at, from start to before end."""
        names = self._singular(said)
        start = 0
        while start < len(names):
            for length in range(min(self._longest, len(names) - start), 0, -1):
                if hint := self._phrases.get(names[start : start + length]):
                    yield hint, start, start + length
                    start += length
                    break
            else:
                start += 1

    def _singular(self, said: Iterable[str]) -> tuple[str, ...]:
        """Words without the ending of their plural, if it is one: "cremas", "jabones", "soaps"."""
        return tuple(_PLURALS[self._language].sub("", word) for word in said)


def lifts(counts: NDArray[np.float32], questions: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much more often than others each article is asked about with each hint.

    Args:
        counts: questions of each article that give each hint; shape (articles, hints).
        questions: questions of each article; shape (articles,).

    Returns:
        Logarithms, smoothed and within ±3; shape (articles, hints).
    """
    usual = (counts.sum(axis=0) + 0.5) / (questions.sum() + 1.0)
    share = (counts + _SMOOTHING * usual) / (questions[:, None] + _SMOOTHING)
    result: NDArray[np.float32] = np.clip(np.log(share / usual), -_MOST, _MOST).astype(np.float32)
    return result
