"""Stand-ins for what handlers work with: an assistant that answers as told, and a guide that does not change."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.assistant.answer import Answer, AnswerSource, Fitting, Outcome, Reason, Suggestion
from bot.assistant.context import Context
from bot.guide.articles import LANGUAGES, Article, FrontMatter, GuideQuestion, Source

SMALL_GUIDE = Path(__file__).parent / "small_guide"
REVIEWED = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Asked:
    """One message as it reached the assistant."""

    message: str
    context: Context | None
    reply_language: str | None
    default_language: str
    article: str | None
    choice: str = ""

    @property
    def language(self) -> str:
        return self.reply_language or self.default_language


class ScriptedAssistant:
    """Answers with whatever `respond` makes of what was asked; an exception it gives is raised."""

    def __init__(self, respond: Callable[[Asked], Answer | Exception] | None = None) -> None:
        self.respond = respond or (lambda asked: an_answer(language=asked.language))
        self.asked: list[Asked] = []

    def answer(
        self,
        message: str,
        *,
        context: Context | None = None,
        reply_language: str | None = None,
        default_language: str = "es",
        now: dt.datetime | None = None,
        article: str | None = None,
        choice: str = "",
    ) -> tuple[Answer, Context | None]:
        asked = Asked(message, context, reply_language, default_language, article, choice)
        self.asked.append(asked)
        answer = self.respond(asked)
        if isinstance(answer, Exception):
            raise answer
        if answer.outcome in (Outcome.ANSWER, Outcome.CLARIFY):
            now = now or dt.datetime.now(dt.UTC)
            context = Context(message, answer.article, answer.language, now, answer.choices)
        return answer, context


class FixedGuide:
    """The live guide as handlers see it."""

    def __init__(self, articles: Iterable[Article]) -> None:
        kept = list(articles)
        self.articles = {lang: {a.id: a for a in kept if a.language == lang} for lang in LANGUAGES}

    @contextmanager
    def reading(self) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(generation=SimpleNamespace(articles=self.articles))

    def close(self) -> None:
        """There is nothing to let go of."""


def an_answer(**changes: Any) -> Answer:
    """An answer found in the small guide's article about joining a consortium."""
    parts: dict[str, Any] = {
        "outcome": Outcome.ANSWER,
        "reason": Reason.FOUND,
        "language": "es",
        "question": "¿Cómo me uno a un consorcio?",
        "confidence": 0.9,
        "articles": ("consortia/joining", "certification/iso-22716"),
        "article": "consortia/joining",
        "title": "Unirse a un consorcio de exportación",
        "summary": "Su empresa presenta una carta y acepta el reglamento.",
        "fitting": Fitting(1, "Pasos para unirse", "1. Escriba una carta.\n2. Envíela.\n3. Espere."),
        "reviewed": REVIEWED,
        "sources": (
            AnswerSource("consortia/joining", "Guía", "https://example.org/guia", "Ministerio de Pruebas", 2025),
        ),
        "related": (
            (1, "¿Qué piden para entrar a un consorcio de exportación?"),
            (2, "¿Puedo unirme si mi empresa es pequeña?"),
        ),
        "generation": "20261122T000000-abcdef",
    }
    return Answer(**parts | changes)


def small_talk(reason: Reason, **changes: Any) -> Answer:
    """An outcome that needs no guide."""
    return Answer(Outcome.SMALLTALK, reason, **{"language": "es"} | changes)


def unsure(*suggestions: Suggestion, outcome: Outcome = Outcome.CLARIFY) -> Answer:
    """An outcome that offers what may have been meant."""
    reason = Reason.UNSURE if outcome is Outcome.CLARIFY else Reason.NOT_COVERED
    return Answer(outcome, reason, "es", question="cosas", suggestions=suggestions)


def an_article(article_id: str = "markets/far-away", language: str = "es", **changes: Any) -> Article:
    """An article made for one test; `body`, `questions` and every key of the front matter can be given."""
    body = changes.pop("body", "## Una parte\n\nUn párrafo.")
    questions = tuple(GuideQuestion(text, (article_id,), n) for n, text in enumerate(changes.pop("questions", ()), 1))
    meta: dict[str, Any] = {
        "id": article_id,
        "title": "Un mercado lejano",
        "summary": "Lo que hay que saber.",
        "sector": ("any",),
        "reviewed": REVIEWED,
        "review_every_months": 12,
        "confidence": "high",
        "sources": (Source(title="Fuente", publisher="Editor", year=2025),),
    }
    path = f"knowledge/{language}/{article_id}.md"
    return Article(language, FrontMatter(**meta | changes), body, path, {}, questions=questions)
