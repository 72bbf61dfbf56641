"""What announcements have to say about a question, beside the guide's answer."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.announcements.content import Content
from bot.announcements.quoting import quote_of
from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.context import Context as Conversation
from bot.assistant.language import detect
from bot.handlers.services import Services
from bot.presentation import announced, messages
from bot.presentation.announced import Quote
from bot.presentation.messages import Message
from bot.storage.questions import AnsweredQuestion
from bot.storage.stored_announcement import StoredAnnouncement

# How a question is kept that an announcement answered.
REASON = "announced"
# Where nothing was asked of the guide, nothing is of announcements either.
_ASKED = (Outcome.ANSWER, Outcome.CLARIFY, Outcome.REFUSE)
_NO_QUESTION = (Reason.EMPTY, Reason.TOO_LONG, Reason.INSTRUCTIONS)
# A document is shown only where it answers nearly all of a question.
_DOCUMENT = "documents"
_SUBJECT_WORDS = 40
# While the next message may be about an announcement: its question, or what goes on from the answer.
FLOW = "about announcement"
_FOLLOWED = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement that a question is about.

    `comes_first`: it is shown, and the guide's answer is one touch away; else the other way round. `is_said`: it
    answers the question.
    """

    quote: Quote
    comes_first: bool
    is_said: bool


async def look(services: Services, question: str, answer: Answer, about: StoredAnnouncement | None) -> Told | None:
    """What announcements say about a question that the guide has answered as far as it could.

    Args:
        services: has them.
        question: a cleaned question.
        answer: the guide's.
        about: the announcement that the reader asks about, if they said so.
    """
    if answer.outcome not in _ASKED or answer.reason in _NO_QUESTION:
        return None
    now = dt.datetime.now(dt.UTC)
    answered_by = answer.article or _DOCUMENT if answer.outcome is Outcome.ANSWER else ""
    language = detect(question, answer.language)
    if about is not None:
        is_said = await services.knowledge.says(about, question, language, answered_by)
        told = Told(quote_of(about, answer.language, now), is_said or answer.outcome is Outcome.REFUSE, is_said)
    else:
        found = await services.knowledge.find(question, language, answered_by, now)
        if found is None:
            return None
        told = Told(quote_of(found.announcement, answer.language, now), found.comes_first, is_said=True)
    if about is not None or told.comes_first:
        await services.announced.count_question(told.quote.id)
    return told


async def keep_subject(services: Services, chat_id: int, told: Told | None) -> None:
    """What goes on from an announcement's answer is about it too; a chat that is in the middle of more stays there."""
    flow = await services.flows.get(chat_id)
    if flow and flow.name != FLOW:
        return
    if told and told.comes_first:
        until = dt.datetime.now(dt.UTC) + _FOLLOWED
        await services.flows.put(chat_id, FLOW, {"announcement": told.quote.id, "until": until.isoformat()})
    elif flow:
        await services.flows.end(chat_id)


def kept(question: AnsweredQuestion, told: Told | None) -> AnsweredQuestion:
    """The question as it is kept: one that an announcement answered is none that the guide lacks."""
    if told is None or not (told.comes_first and told.is_said):
        return question
    return replace(question, outcome=Outcome.ANSWER, reason=REASON, articles=())


def answer_message(answer: Answer, question_id: int, told: Told | None) -> Message:
    """The answer with what announcements add to it."""
    if told is None:
        return messages.answer_message(answer, question_id)
    if told.comes_first:
        return announced.answer_from(told.quote, answer, question_id, is_said=told.is_said)
    return announced.beside(messages.answer_message(answer, question_id), told.quote, answer.language)


def subject_of(announcement: StoredAnnouncement, language: str) -> Conversation:
    """An announcement as what a conversation is about, so that the guide understands a question about it."""
    said = Content.from_json(announcement.content_for(language)).text.split()
    return Conversation(" ".join(said[:_SUBJECT_WORDS]), "", language, dt.datetime.now(dt.UTC))
