"""Compose an answer from an article without any language model: summary, the part that fits, sources, what else."""

from pathlib import Path

import yaml

from bot.assistant.answer import Answer, AnswerSource, Fitting, Outcome, Reason, Suggestion
from bot.errors import SettingsError
from bot.guide.articles import Article
from bot.guide.passages import Passage, sections
from bot.guide.search import Candidate, SearchResult
from bot.guide.text import fold

RELATED = 3
_FACET_BONUS = 0.6
# Below this probability an answer also offers what else may have been meant.
_SURE = 0.8
_MAX_FITTING_CHARACTERS = 700


class Facets:
    """Knows from `config/facets.yaml` what of a subject a question asks: its cost, its time, its steps…

    Raises:
        SettingsError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            self._words = {
                lang: {name: [f" {fold(word)}" for word in entry[lang]] for name, entry in data.items()}
                for lang in ("es", "en")
            }
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path.name}: cannot be read ({type(error).__name__})") from None

    def of(self, text: str, language: str) -> set[str]:
        """The facets that a question or a heading speaks of."""
        padded = " " + " ".join(fold(text).replace("¿", " ").replace("?", " ").split())
        return {name for name, words in self._words[language].items() if any(word in padded for word in words)}


def fitting_part(candidate: Candidate, article: Article, question: str, facets: Facets) -> Fitting | None:
    """The section of the article that answers the question, or nothing when the summary fits best."""
    parts = sections(article.body)
    best: tuple[float, int, bool] = (0.0, 0, False)
    for passage, score in candidate.passages:
        # The passage is in the language of the question, the article in the one it is answered in.
        if 0 < passage.part <= len(parts):
            # What the whole article is about is no facet: every question about consortia names them.
            asked = facets.of(question, passage.language) - facets.of(passage.title, passage.language)
            is_asked_for = bool(asked & facets.of(passage.heading, passage.language))
            best = max(best, (score + (_FACET_BONUS if is_asked_for else 0.0), -passage.part, is_asked_for))
    _, negative_part, is_asked_for = best
    if negative_part == 0:
        return None
    section = parts[-negative_part - 1]
    return Fitting(-negative_part, section.heading, _shortened(section.text), is_asked_for)


def compose(
    result: SearchResult,
    articles: dict[str, Article],
    *,
    asked: str,
    language: str,
    facets: Facets,
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
        fitting=fitting_part(first, article, asked, facets),
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
        fitting=Fitting(passage.part, passage.heading, _shortened(passage.text), is_asked_for=True),
        sources=(AnswerSource(passage.article, title, None),),
        generation=result.generation,
    )


def suggestions(candidates: tuple[Candidate, ...], articles: dict[str, Article]) -> tuple[Suggestion, ...]:
    """The titles of candidates, for buttons."""
    return tuple(Suggestion(c.article, articles[c.article].meta.title) for c in candidates if c.article in articles)


def related_questions(article: Article, question: str) -> tuple[tuple[int, str], ...]:
    """The first questions of an article's file with their numbers, without the one just asked."""
    asked = fold(question)
    numbered = enumerate(q.text for q in article.questions[:RELATED])
    return tuple((number, text) for number, text in numbered if fold(text) != asked)


def _shortened(text: str) -> str:
    """Whole blocks of a section up to a phone's screen; "see all" shows the rest."""
    kept: list[str] = []
    for block in text.split("\n"):
        if kept and sum(map(len, kept)) + len(block) > _MAX_FITTING_CHARACTERS:
            break
        kept.append(block)
    return "\n".join(kept).strip()
