"""From a question, and the conversation that it goes on, to the articles that may answer it."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from bot.assistant.clarifying import Clarifying, Missing
from bot.assistant.context import POINTERS, Context, tie_of
from bot.assistant.continuing import FollowUp, pointed_at
from bot.assistant.facets import Facets
from bot.assistant.scope import Said, Scope, scope_of
from bot.guide.search import Candidate, Searcher, SearchResult, Tie
from bot.guide.text import words

# An article of another sector or market than the first may stand further down.
_CONSIDERED = 10
_KEPT = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its text, the language that it is searched in, and the one that it is answered in.

    `follows` is the conversation that it may go on, `meant` the article that the reader said they meant, `choice` what
    they chose when they were asked which sector or market.
    """

    text: str
    language: str
    shown: str
    follows: Context | None = None
    meant: str | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and what to ask before answering.

    `said` is what the question and its conversation say about the asker; `facets` are what is asked of the subject.
    """

    result: SearchResult
    said: Said
    facets: frozenset[str]
    missing: Missing | None = None


class Finding:
    """One question, looked for in the guide with what the conversation and the reader's choices say of it."""

    def __init__(self, searcher: Searcher, asked: Asked, facets: Facets, clarifying: Clarifying) -> None:
        self._searcher = searcher
        self._asked = asked
        self._facets = facets
        self._clarifying = clarifying
        self._reader = searcher.readers[asked.language]
        self._articles = searcher.generation.articles[asked.language]

    def found(self) -> Found:
        """The articles, best first; first the one that the conversation or the reader points to."""
        asked = self._asked
        if asked.choice:
            return self._found(self._chosen())
        if asked.meant:
            return self._found(self._searcher.search(asked.text, asked.language, meant=asked.meant))
        if asked.follows:
            return self._following(asked.follows)
        result = self._searcher.search(asked.text, asked.language)
        return self._found(result, result.candidates)

    def heading_says(self, heading: str) -> Said:
        """What an article's heading says of products and places."""
        return self._clarifying.sectors.written(words(heading), self._reader)

    def _said(self, text: str) -> Said:
        return self._clarifying.sectors.said(text, self._reader)

    def _found(self, result: SearchResult, contending: Sequence[Candidate] = (), asked_of: str = "") -> Found:
        """What to ask for is looked for among the articles that contend, if the guide covers the question at all."""
        said = self._said(result.question)
        is_covered = result.covered >= self._searcher.config.refuse_below
        return Found(
            dataclasses.replace(result, candidates=result.candidates[:_KEPT]),
            said,
            frozenset(self._facets.of(asked_of or self._asked.text, self._asked.language)),
            self._clarifying.missing(contending, self._articles, said.scope) if is_covered else None,
        )

    def _chosen(self) -> SearchResult:
        """The best article that is for the sector or market chosen comes first."""
        text, language, choice = self._asked.text, self._asked.language, self._asked.choice
        said = self._said(text).scope
        fitting = (
            candidate.article
            for candidate in self._searcher.search(text, language, count=_CONSIDERED).candidates
            if (article := self._articles.get(candidate.article))
            and self._clarifying.is_for(article, choice)
            and not scope_of(article).excludes(said)
        )
        return self._searcher.search(text, language, meant=next(fitting, None))

    def _following(self, follows: Context) -> Found:
        """What is found for a question in a conversation."""
        text, language = self._asked.text, self._asked.language
        said, facets = self._said(text).scope, frozenset(self._facets.of(text, language))
        tie = self._tie(asks=bool(facets) or not said.is_empty, own_words=self._own_words(said))
        is_bare = tie is Tie.BARE

        def search(count: int, meant: str | None = None) -> SearchResult:
            return self._searcher.search(text, language, count=count, meant=meant, follows=follows.question, tie=tie)

        result = search(_CONSIDERED if is_bare else _KEPT)
        # "¿Y en Canadá?" asks of Canada what was asked before.
        asked_of = result.question if is_bare and not facets else text
        known = self._said(result.question).scope
        question = FollowUp(self._articles.get(follows.article), facets, said, known, is_bare)
        if pointed := pointed_at(question, result.candidates, self._articles, self._facets):
            contending = [candidate for candidate in result.candidates if candidate.article in pointed]
            return self._found(search(_KEPT, pointed[0]), contending, asked_of)
        return self._found(result, result.candidates, asked_of)

    def _tie(self, *, asks: bool, own_words: Sequence[str]) -> Tie:
        """How the question is tied to the one before: the closer, the less it says itself."""
        tie = tie_of(self._asked.text, self._asked.language)
        if own_words:
            return tie
        if asks:
            return Tie.BARE
        return Tie.NONE if tie is Tie.NONE else Tie.POINTING

    def _own_words(self, said: Scope) -> list[str]:
        """The words of the question that say what it is about."""
        # As they were written: one that the guide does not know would be repaired to one that it does.
        rest = self._reader.asker.without(self._asked.text, ("products", "places"))
        found = self._facets.own_words(rest, self._asked.language, names_scope=not said.is_empty)
        return [word for word in found if word not in POINTERS[self._asked.language]]
