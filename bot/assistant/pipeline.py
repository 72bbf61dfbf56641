"""The assistant: a message goes through the ordered steps and comes out as an answer with its context."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.clarifying import EITHER, Clarifying
from bot.assistant.cleaning import MAX_CHARACTERS, clean, has_symbols, has_words
from bot.assistant.composing import compose, compose_from_document, suggestions
from bot.assistant.context import Context, followed, is_current, remembered
from bot.assistant.deciding import MAX_SUGGESTIONS, decide
from bot.assistant.facets import Facets
from bot.assistant.finding import Asked, Finding, Found
from bot.assistant.fitting import Wanted
from bot.assistant.language import OTHER, detect
from bot.assistant.routing import Route, Router
from bot.guide.following import Readable
from bot.guide.search import Searcher


class Assistant:
    """Answers messages from the guide. Thread-safe; keeps nothing of a conversation itself.

    Args:
        live: the guide to answer from, as a rule the live one.
        config_dir: where `smalltalk.yaml`, `facets.yaml` and `clarifying.yaml` are.
        context_minutes: after how long a conversation's subject is forgotten.
    """

    def __init__(self, live: Readable, config_dir: Path, context_minutes: int = 30) -> None:
        self._live = live
        self._router = Router(config_dir / "smalltalk.yaml")
        self._facets = Facets(config_dir / "facets.yaml")
        self._clarifying = Clarifying(config_dir / "clarifying.yaml")
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
        choice: str = "",
    ) -> tuple[Answer, Context | None]:
        """Answer one message.

        Args:
            message: as it was typed.
            context: what the conversation was about.
            reply_language: the language the reader chose, if they did.
            default_language: the one last used with them, for messages that do not tell.
            now: when the message came.
            article: the article that the reader said they meant, when they were asked.
            choice: the sector or market that they chose, when they were asked for it; `message` is their question.

        Returns:
            (answer, context for the next message).
        """
        now = now or dt.datetime.now(dt.UTC)
        text = clean(message)
        language = detect(text[:MAX_CHARACTERS], default_language)
        shown = reply_language or (default_language if language == OTHER else language)
        context_now = context if is_current(context, now, self._context_minutes) else None

        if len(text) > MAX_CHARACTERS:
            return Answer(Outcome.REFUSE, Reason.TOO_LONG, shown), context
        route = self._router.route(text)
        with self._live.reading() as searcher:
            if asked := self._continued(searcher, text, choice, route, context_now, shown):
                return self._from_guide(searcher, asked, context, now)
            if not has_words(text):
                # A thumb or folded hands is a kind word; a lone letter or full stop is not.
                outcome = Outcome.SMALLTALK if has_symbols(text) else Outcome.REFUSE
                return Answer(outcome, Reason.EMPTY, shown), context
            if route.reason is not None and route.outcome is not None:
                kept = None if route.reason is Reason.NEW_QUESTION else context
                return Answer(route.outcome, route.reason, shown), kept
            if language == OTHER:
                return Answer(Outcome.REDIRECT, Reason.OTHER_LANGUAGE, shown), context
            follows = None if route.is_new_subject else followed(context_now, language)
            return self._from_guide(searcher, Asked(route.question, language, shown, follows, article), context, now)

    def _continued(
        self, searcher: Searcher, text: str, choice: str, route: Route, context: Context | None, shown: str
    ) -> Asked | None:
        """The question that goes on when the reader chooses what they were asked for, with a button or in words."""
        waiting = context if context and context.choices else None
        language = waiting.language if waiting else shown
        reader = searcher.readers[language]
        if choice:
            question = waiting.question if waiting and waiting.question.endswith(text) else text
            return Asked(f"{question} {self._clarifying.word_for(choice, reader)}", language, shown, choice=choice)
        if waiting is None or route.is_new_subject or route.reason in (Reason.INSTRUCTIONS, Reason.NEW_QUESTION):
            return None
        taken = self._clarifying.taken(text, waiting.choices, reader)
        if "/" in taken:
            return Asked(waiting.question, language, shown, meant=taken)
        said = text if has_words(text) else self._clarifying.word_for(taken, reader)
        return Asked(f"{waiting.question} {said}", language, shown, choice=taken) if taken else None

    def _from_guide(
        self, searcher: Searcher, asked: Asked, context: Context | None, now: dt.datetime
    ) -> tuple[Answer, Context | None]:
        answer = self._answered(searcher, asked)
        if answer.outcome is Outcome.ANSWER:
            question = answer.question
            if asked.follows and asked.follows.article == answer.article and asked.follows.question not in question:
                # The same article goes on with the same subject, whether or not the question said so.
                question = f"{asked.follows.question} {question}"
            return answer, Context(remembered(question), answer.article, asked.language, now)
        if answer.outcome is Outcome.CLARIFY:
            choices = answer.choices or tuple(suggestion.article for suggestion in answer.suggestions)
            return answer, Context(remembered(answer.question), "", asked.language, now, choices)
        return answer, context

    def _answered(self, searcher: Searcher, asked: Asked) -> Answer:
        finding = Finding(searcher, asked, self._facets, self._clarifying)
        found = finding.found()
        result, articles = found.result, searcher.generation.articles[asked.shown]
        if found.missing:
            return _unanswered(found, asked, Outcome.CLARIFY, found.missing.reason, choices=found.missing.choices)
        outcome = decide(result, searcher.config)
        if outcome is not Outcome.ANSWER and (match := searcher.search_documents(asked.text, asked.language)):
            return compose_from_document(match.passage, result, language=asked.shown)
        if outcome is Outcome.ANSWER and result.candidates[0].article in articles:
            wanted = Wanted(found.facets, found.said, self._facets, finding.heading_says)
            answer = compose(result, articles, asked=asked.text, language=asked.shown, wanted=wanted)
            return checked(dataclasses.replace(answer, offers_suggestions=True) if asked.choice == EITHER else answer)
        offered = suggestions(result.candidates[:MAX_SUGGESTIONS], articles)
        if outcome is Outcome.CLARIFY:
            return _unanswered(found, asked, Outcome.CLARIFY, Reason.UNSURE, suggestions=offered)
        # An article that the language shown lacks answers nothing.
        return _unanswered(found, asked, Outcome.REFUSE, Reason.NOT_COVERED, suggestions=offered)


def checked(answer: Answer) -> Answer:
    """No source, no answer."""
    if answer.sources:
        return answer
    return dataclasses.replace(answer, outcome=Outcome.REFUSE, reason=Reason.NOT_COVERED, summary="", fitting=None)


def _unanswered(found: Found, asked: Asked, outcome: Outcome, reason: Reason, **offered: Any) -> Answer:
    result = found.result
    return Answer(
        outcome,
        reason,
        asked.shown,
        question=result.question,
        confidence=result.right,
        articles=tuple(candidate.article for candidate in result.candidates),
        generation=result.generation,
        **offered,
    )
