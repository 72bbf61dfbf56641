"""Which article a conversation points to: "¿y cuánto se demora?", "¿y en Canadá?", "and for cosmetics?"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.assistant.facets import Facets
from bot.assistant.scope import Scope, scope_of
from bot.guide.articles import Article
from bot.guide.search import Candidate

# What is asked has an article of its own when the one before has less than so much of its share.
_BEHIND = 0.7
# An article for others is passed over for one that has at least so much of its share.
_NEAR = 0.2


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that goes on from others.

    `before` is the article that answered before; `asked` are the facets that the question asks for; `said` is what it
    says itself of sectors and markets, `known` what is known with all that came before. `is_bare`: it names no subject
    of its own.
    """

    before: Article | None
    asked: frozenset[str]
    said: Scope
    known: Scope
    is_bare: bool


def pointed_at(
    question: FollowUp, candidates: Sequence[Candidate], articles: Mapping[str, Article], facets: Facets
) -> tuple[str, ...]:
    """The articles that a conversation points to, best first; none where the search says it all.

    Args:
        question: what is asked.
        candidates: what the search found for the question and what it follows, best first.
        articles: those of the language.
        facets: knows what the articles' parts answer.
    """
    found = [
        (candidate.share, articles[candidate.article]) for candidate in candidates if candidate.article in articles
    ]
    if not found:
        return ()
    if not question.is_bare or question.before is None:
        return tuple(_instead_of_first(question.known, found))
    before, (lead, first) = question.before, found[0]
    if not question.said.is_empty:
        return (before.id,) if scope_of(before).names(question.said) else _siblings(before, question, found)
    if not question.asked & facets.answered_by(before):
        return ()
    # What it costs to take part has an article of its own; a section of the one before says less.
    has_its_own = question.asked & facets.of(first.meta.title, first.language)
    is_behind = all(article.id != before.id or share < _BEHIND * lead for share, article in found)
    return (first.id,) if has_its_own and is_behind else (before.id,)


def _siblings(before: Article, question: FollowUp, found: Sequence[tuple[float, Article]]) -> tuple[str, ...]:
    """The articles that say of another sector or market what the one before said of its own."""
    own, said = scope_of(before), question.said
    if (said.sectors and not own.sectors) or (said.markets and not own.markets):
        return ()  # the one before did not depend on what is now another
    wanted = question.known.or_else(own.certain)
    alike = {
        article.id: scope_of(article)
        for _, article in found
        if article.section == before.section
        and scope_of(article).names(said)
        and not scope_of(article).excludes(wanted)
    }
    same_kind = [id_ for id_, scope in alike.items() if not said.sectors and scope.sectors == own.sectors]
    by_name = [id_ for id_, scope in alike.items() if scope.names(wanted)]
    return tuple(same_kind or by_name or alike)


def _instead_of_first(known: Scope, found: Sequence[tuple[float, Article]]) -> Iterator[str]:
    """The nearest of the same section that is for the asker, where the first is for others."""
    share, first = found[0]
    if scope_of(first).excludes(known):
        for other_share, other in found[1:]:
            if other_share >= _NEAR * share and other.section == first.section and scope_of(other).names(known):
                yield other.id
                return
