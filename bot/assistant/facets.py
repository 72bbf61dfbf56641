"""What of a subject a question asks: its cost, its time, its steps; and what an article's sections answer."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from bot.guide.articles import LANGUAGES, Article
from bot.guide.configuration import Phrases, read_yaml
from bot.guide.passages import sections
from bot.guide.text import STOPWORDS, fold, stem, terms, words

_LISTED = TypeAdapter(dict[str, Phrases])
_NONE = Phrases(es=(), en=())
# "q", "pa": no subject is so short.
_ABBREVIATION = 2


class Facets:
    """Knows from `config/facets.yaml` what of a subject a question asks: its cost, its time, its steps…

    Raises:
        SettingsError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        listed = read_yaml(path, _LISTED)
        subjects, empty, trade = (listed.pop(name, _NONE) for name in ("subjects", "empty", "trade"))
        self._words = {
            language: {name: _beginnings(phrases.of(language)) for name, phrases in listed.items()}
            for language in LANGUAGES
        }
        self._subjects = {language: _beginnings(subjects.of(language)) for language in LANGUAGES}
        self._empty = {language: frozenset(terms(" ".join(empty.of(language)), language)) for language in LANGUAGES}
        self._trade = {language: frozenset(terms(" ".join(trade.of(language)), language)) for language in LANGUAGES}

    def of(self, text: str, language: str) -> set[str]:
        """The facets that a question or a heading speaks of."""
        padded = " " + " ".join(fold(text).replace("¿", " ").replace("?", " ").split())
        return {name for name, words in self._words[language].items() if any(word in padded for word in words)}

    def answered_by(self, article: Article) -> set[str]:
        """The facets that an article has a section on."""
        # What the whole article is about is no facet: every question about consortia names them.
        whole = self.of(article.meta.title, article.language)
        return {f for part in sections(article.body) for f in self.of(part.heading, article.language)} - whole

    def own_words(self, text: str, language: str, *, names_scope: bool) -> list[str]:
        """The words of a question that say what it is about, beside what it asks of it.

        Args:
            text: the question, without products and places.
            language: `es` or `en`.
            names_scope: it named a product or a place, so that "to sell" beside it says nothing new.
        """
        empty = self._empty[language] | (self._trade[language] if names_scope else frozenset())
        return [
            word
            for word in words(text)
            if (len(word) > _ABBREVIATION or word.isdigit())
            and word not in STOPWORDS[language]
            and stem(word, language) not in empty
            and not self._only_asks(word, language)
        ]

    def _only_asks(self, word: str, language: str) -> bool:
        asking = tuple(one for listed in self._words[language].values() for one in listed)
        return f" {word}".startswith(asking) and not f" {word}".startswith(self._subjects[language])


def _beginnings(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {fold(phrase)}" for phrase in phrases)
