"""For which sectors and markets something is: what a text says of it, and what an article is written for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.guide.articles import Article
from bot.guide.signals import SignalReader

_ANY = "any"
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """Sectors and markets by the names of the articles' front matter; none where nothing is said of them."""

    sectors: frozenset[str] = _NONE
    markets: frozenset[str] = _NONE

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of either."""
        return not (self.sectors or self.markets)

    @property
    def certain(self) -> "Scope":
        """What it says without leaving a choice."""
        return Scope(*(named if len(named) == 1 else _NONE for named in (self.sectors, self.markets)))

    def or_else(self, other: "Scope") -> "Scope":
        """This scope, and the other's where this one says nothing."""
        return Scope(self.sectors or other.sectors, self.markets or other.markets)

    def names(self, wanted: "Scope") -> bool:
        """Whether it is by name for all that is wanted: an article for any sector names none."""
        return all(own & asked for own, asked in self._beside(wanted) if asked)

    def excludes(self, wanted: "Scope") -> bool:
        """Whether it is for others than is wanted."""
        return any(own and asked and not own & asked for own, asked in self._beside(wanted))

    def _beside(self, other: "Scope") -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        yield self.sectors, other.sectors
        yield self.markets, other.markets


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says about the asker: `hints` like `products:fresh_produce`, and the scope that these stand for."""

    hints: frozenset[str]
    scope: Scope


class Sectors:
    """The groups of products that tell a sector.

    Args:
        groups: for each sector of the front matter, groups of `products.yaml`.
    """

    def __init__(self, groups: Mapping[str, Collection[str]]) -> None:
        self.names = tuple(groups)
        self._of = {f"products:{group}": sector for sector, listed in groups.items() for group in listed}
        self._first = {sector: f"products:{next(iter(listed))}" for sector, listed in groups.items()}

    def said(self, text: str, reader: SignalReader) -> Said:
        """What a reader's text says of products and places, however it is spelled."""
        spelled, _ = reader.vocabulary.understand(text)
        return self.written(spelled, reader)

    def written(self, said: Sequence[str], reader: SignalReader) -> Said:
        """What folded words say of products and places, as they stand."""
        hints = frozenset(reader.asker.find(said))
        places = frozenset(hint.removeprefix("places:") for hint in hints if hint.startswith("places:"))
        return Said(hints, Scope(frozenset(self._of[hint] for hint in hints if hint in self._of), places))

    def hint_of(self, choice: str) -> str:
        """The hint that stands for a sector or a market."""
        return self._first.get(choice) or f"places:{choice}"


def scope_of(article: Article) -> Scope:
    """What an article is written for."""
    return Scope(frozenset(article.meta.sector) - {_ANY}, frozenset(article.meta.markets))
