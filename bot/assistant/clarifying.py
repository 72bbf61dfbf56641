"""The one thing that a question leaves open and that decides it: whether food or cosmetics, or which market."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.assistant.answer import Reason
from bot.assistant.scope import Scope, Sectors, scope_of
from bot.guide.articles import Article
from bot.guide.configuration import Phrases, read_yaml
from bot.guide.search import Candidate
from bot.guide.signals import SignalReader
from bot.guide.text import words

# The choice of someone who does not choose.
EITHER = "either"
# An article is a rival of the first when its share of the ranking is at least so much of the first's.
_RIVAL = 0.2
_MAX_MARKETS = 6
# Longer messages are questions of their own, whatever product or place they name.
_MAX_REPLY_WORDS = 6
_NUMBER = re.compile(r"\W*([0-9]{1,2})\W*")


@dataclass(frozen=True, slots=True)
class Missing:
    """What a question leaves open, as the reason to ask, and what there is to choose from."""

    reason: Reason
    choices: tuple[str, ...]


class _Config(BaseModel):
    """`config/clarifying.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sectors: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    either: Phrases


class Clarifying:
    """Knows when one question to the reader decides, and what they reply.

    Raises:
        SettingsError: `clarifying.yaml` cannot be read.
    """

    def __init__(self, path: Path) -> None:
        config = read_yaml(path, TypeAdapter(_Config))
        self.sectors = Sectors(config.sectors)
        self._either = {tuple(words(phrase)) for phrase in config.either.both}

    def missing(self, candidates: Sequence[Candidate], articles: Mapping[str, Article], said: Scope) -> Missing | None:
        """What to ask for: the first article and a rival differ in just that, and the question does not say it.

        Args:
            candidates: best first.
            articles: those of the language.
            said: what the question says of sectors and markets.
        """
        known = [(c.share, articles[c.article]) for c in candidates if c.article in articles]
        if not known:
            return None
        (share, first), *others = known
        rivals = [article for s, article in others if s >= _RIVAL * share and article.section == first.section]
        if not said.sectors and any(_differ_by_sector(first, rival) for rival in rivals):
            return Missing(Reason.WHICH_SECTOR, (*self.sectors.names, EITHER))
        elsewhere = [rival for rival in rivals if _differ_by_market(first, rival)]
        if not said.markets and elsewhere:
            markets = dict.fromkeys(market for article in (first, *elsewhere) for market in article.meta.markets)
            return Missing(Reason.WHICH_MARKET, (*list(markets)[:_MAX_MARKETS], EITHER))
        return None

    def taken(self, text: str, choices: Sequence[str], reader: SignalReader) -> str:
        """Which choice a message takes, by its number or in words; none when it is something else.

        Args:
            text: a cleaned message.
            choices: what was offered: sectors, markets, or articles.
            reader: of the language of the question that was asked.
        """
        if number := _NUMBER.fullmatch(text):
            place = int(number[1])
            return choices[place - 1] if 0 < place <= len(choices) else ""
        said = tuple(words(text))
        if EITHER not in choices or not 0 < len(said) <= _MAX_REPLY_WORDS:
            return ""
        scope = self.sectors.said(text, reader).scope
        named = scope.sectors if set(choices) & set(self.sectors.names) else scope.markets
        if len(named) == 1:
            return next(iter(named))
        return EITHER if named or said in self._either else ""

    def is_for(self, article: Article, choice: str) -> bool:
        """Whether an article is for the sector or market chosen."""
        return choice == EITHER or choice in article.meta.sector or choice in article.meta.markets

    def word_for(self, choice: str, reader: SignalReader) -> str:
        """How a choice is searched for."""
        return reader.asker.name(self.sectors.hint_of(choice))


def _differ_by_sector(one: Article, other: Article) -> bool:
    """Whether two articles are for different sectors, and not for different markets too."""
    first, second = scope_of(one), scope_of(other)
    return first.excludes(Scope(sectors=second.sectors)) and not first.excludes(Scope(markets=second.markets))


def _differ_by_market(one: Article, other: Article) -> bool:
    """Whether two articles are for different markets, and not for different sectors too."""
    first, second = scope_of(one), scope_of(other)
    return first.excludes(Scope(markets=second.markets)) and not first.excludes(Scope(sectors=second.sectors))
