"""The assistant: a message goes through the ordered steps and comes out as an answer with its context."""

import dataclasses
import datetime as dt
from pathlib import Path

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.cleaning import MAX_CHARACTERS, clean, has_symbols, has_words
from bot.assistant.composing import Facets, compose, compose_from_document, suggestions
from bot.assistant.context import Context, followed, leans, remembered
from bot.assistant.deciding import MAX_SUGGESTIONS, decide
from bot.assistant.language import OTHER, detect
from bot.assistant.routing import Router
from bot.guide.following import LiveGuide
from bot.guide.search import SearchResult


class Assistant:
    """Answers messages from the live guide. Thread-safe; keeps nothing of a conversation itself.

    Args:
        live: the guide to answer from.
        config_dir: where `smalltalk.yaml` and `facets.yaml` are.
        context_minutes: after how long a conversation's subject is forgotten.
    """

    def __init__(self, live: LiveGuide, config_dir: Path, context_minutes: int = 30) -> None:
        self._live = live
        self._router = Router(config_dir / "smalltalk.yaml")
        self._facets = Facets(config_dir / "facets.yaml")
        self._context_minutes = context_minutes

    def answer(
        self,
        message: str,
        *,
        context: Context | None = None,
        reply_language: str | None = None,
        default_language: str = "es",
        now: dt.datetime | None = None,
        article: str | None = None,
    ) -> tuple[Answer, Context | None]:
        """Answer one message.

        Args:
            message: as it was typed.
            context: what the conversation was about.
            reply_language: the language the reader chose, if they did.
            default_language: the one last used with them, for messages that do not tell.
            now: when the message came.
            article: the article that the reader said they meant, when they were asked.

        Returns:
            (answer, context for the next message).
        """
        now = now or dt.datetime.now(dt.UTC)
        text = clean(message)
        language = detect(text[:MAX_CHARACTERS], default_language)
        shown = reply_language or (default_language if language == OTHER else language)

        if not has_words(text):
            # A thumb or folded hands is a kind word; a lone letter or full stop is not.
            outcome = Outcome.SMALLTALK if has_symbols(text) else Outcome.REFUSE
            return Answer(outcome, Reason.EMPTY, shown), context
        if len(text) > MAX_CHARACTERS:
            return Answer(Outcome.REFUSE, Reason.TOO_LONG, shown), context
        route = self._router.route(text)
        if route.reason is not None and route.outcome is not None:
            kept = None if route.reason is Reason.NEW_QUESTION else context
            return Answer(route.outcome, route.reason, shown), kept
        if language == OTHER:
            return Answer(Outcome.REDIRECT, Reason.OTHER_LANGUAGE, shown), context

        follows = "" if route.is_new_subject else followed(context, language, now, self._context_minutes)
        answer = self._from_guide(route.question, language, shown, article, follows)
        if answer.outcome is Outcome.ANSWER:
            context = Context(remembered(answer.question), answer.article, language, now)
        return answer, context

    def _from_guide(self, question: str, language: str, shown: str, meant: str | None, follows: str) -> Answer:
        with self._live.reading() as searcher:
            result = searcher.search(question, language, meant=meant, follows=follows, leans=leans(question, language))
            outcome = decide(result, searcher.config)
            if outcome is not Outcome.ANSWER and (match := searcher.search_documents(question, language)):
                return compose_from_document(match.passage, result, language=shown)
            articles = searcher.generation.articles[shown]
            if outcome is Outcome.ANSWER and result.candidates[0].article in articles:
                return checked(compose(result, articles, asked=question, language=shown, facets=self._facets))
            is_unsure = outcome is Outcome.CLARIFY
            return Answer(
                # An article that the language shown lacks answers nothing.
                Outcome.CLARIFY if is_unsure else Outcome.REFUSE,
                Reason.UNSURE if is_unsure else Reason.NOT_COVERED,
                shown,
                question=result.question,
                confidence=result.right,
                articles=_considered(result),
                suggestions=suggestions(result.candidates[:MAX_SUGGESTIONS], articles),
                generation=result.generation,
            )


def checked(answer: Answer) -> Answer:
    """No source, no answer."""
    if answer.sources:
        return answer
    return dataclasses.replace(answer, outcome=Outcome.REFUSE, reason=Reason.NOT_COVERED, summary="", fitting=None)


def _considered(result: SearchResult) -> tuple[str, ...]:
    return tuple(candidate.article for candidate in result.candidates)
