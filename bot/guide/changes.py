"""What one generation has that another has not: articles and documents added, changed, removed."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.guide.generation import Manifest


@dataclass(frozen=True, slots=True)
class Difference:
    """Names in order: articles as "es/export/packing", documents by their path."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed"


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """What differs between two lists of names with digests."""
    return Difference(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(name for name in after.keys() & before.keys() if after[name] != before[name])),
        tuple(sorted(before.keys() - after.keys())),
    )


def article_changes(before: Manifest | None, after: Manifest) -> Difference:
    """The articles that differ; all are new where there was nothing before."""
    return difference(before.articles if before else {}, after.articles)


def document_changes(before: Manifest | None, after: Manifest) -> Difference:
    """The documents that differ."""
    return difference(before.documents if before else {}, after.documents)
