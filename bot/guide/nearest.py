"""What the guide has that is nearest to a question, whether it answers it or not."""

from dataclasses import dataclass

from bot.guide.search import Searcher

COUNT = 3


@dataclass(frozen=True, slots=True)
class NearArticle:
    """An article that is near to a question."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The articles nearest to a question, the nearest first, and how probable it is that this one answers it."""

    articles: tuple[NearArticle, ...]
    probability: float


def nearest(searcher: Searcher, question: str, language: str) -> Nearest:
    """The articles nearest to a cleaned question."""
    result = searcher.search(question, language, count=COUNT)
    articles = searcher.generation.articles[language]
    near = (articles[candidate.article] for candidate in result.candidates if candidate.article in articles)
    found = tuple(NearArticle(article.id, article.meta.title) for article in near)
    return Nearest(found, result.covered * result.right)
