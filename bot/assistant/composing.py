"""Compose an answer from an article without any language model: summary, the part that fits, sources, what else."""

from collections.abc import Mapping

from bot.assistant.answer import Answer, AnswerSource, Fitting, Outcome, Reason, Suggestion
from bot.assistant.fitting import Wanted, fitting_part, shortened
from bot.guide.articles import Article
from bot.guide.passages import Passage
from bot.guide.search import Candidate, SearchResult
from bot.guide.text import fold

RELATED = 3
# Below this probability an answer also offers what else may have been meant.
_SURE = 0.8


def compose(
    result: SearchResult,
    articles: Mapping[str, Article],
    *,
    asked: str,
    language: str,
    wanted: Wanted,
) -> Answer:
    """The answer from the first candidate; `asked` is the question itself, without what it follows."""
    first = result.candidates[0]
    article = articles[first.article]
    meta = article.meta
    return Answer(
        Outcome.ANSWER,
        Reason.FOUND,
        language,
        question=result.question,
        confidence=result.right,
        articles=tuple(c.article for c in result.candidates),
        suggestions=suggestions(result.candidates[1:], articles),
        offers_suggestions=result.right < _SURE,
        article=meta.id,
        title=meta.title,
        summary=meta.summary,
        fitting=fitting_part(first, article, wanted),
        reviewed=meta.reviewed,
        is_orientation=meta.confidence == "low",
        sources=tuple(
            AnswerSource(meta.id, s.title, str(s.url) if s.url else None, s.publisher, s.year) for s in meta.sources
        ),
        related=related_questions(article, asked),
        generation=result.generation,
    )


def compose_from_document(passage: Passage, result: SearchResult, *, language: str) -> Answer:
    """The answer from a passage of a document, with the document and the place in it as its source."""
    title = ", ".join(part for part in (passage.title, passage.heading) if part)
    return Answer(
        Outcome.ANSWER,
        Reason.FOUND,
        language,
        question=result.question,
        articles=tuple(c.article for c in result.candidates),
        title=title,
        fitting=Fitting(passage.part, passage.heading, shortened(passage.text), is_asked_for=True),
        sources=(AnswerSource(passage.article, title, None),),
        generation=result.generation,
    )


def suggestions(candidates: tuple[Candidate, ...], articles: Mapping[str, Article]) -> tuple[Suggestion, ...]:
    """The titles of candidates, for buttons."""
    return tuple(Suggestion(c.article, articles[c.article].meta.title) for c in candidates if c.article in articles)


def related_questions(article: Article, question: str) -> tuple[tuple[int, str], ...]:
    """The first questions of an article's file with their numbers, without the one just asked."""
    asked = fold(question)
    numbered = enumerate(q.text for q in article.questions[:RELATED])
    return tuple((number, text) for number, text in numbered if fold(text) != asked)
