"""Free text is always a question: ask the assistant, keep the outcome, show the answer."""

import asyncio
import datetime as dt
import re
import time

from telegram import Message as TelegramMessage
from telegram import Update

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.cleaning import MAX_CHARACTERS, clean
from bot.assistant.context import Context as Conversation
from bot.handlers import told
from bot.handlers.adviser_offer import offer_adviser
from bot.handlers.offering import offer
from bot.handlers.replying import acknowledge, reply, typing
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.localisation import translate
from bot.storage.questions import AnsweredQuestion
from bot.storage.readers import ReaderState, StoredContext


async def on_text(update: Update, context: Context) -> None:
    """A message with text: in a group only when it is meant for the bot."""
    message, chat = update.effective_message, update.effective_chat
    if message is None or chat is None or message.text is None:
        return
    text = message.text
    if chat.type != chat.PRIVATE:
        if not _is_for_bot(message, context):
            return
        text = _mention(context).sub("", text)
    await answer_text(update, context, text)


async def on_anything_else(update: Update, context: Context) -> None:
    """Photos, voice notes, stickers, documents: a kind word, in private chats only."""
    chat = update.effective_chat
    if chat is not None and chat.type == chat.PRIVATE:
        language = await language_of(update, context)
        await reply(update, context, messages.Message(translate(texts.ONLY_TEXT, language)))


async def on_feedback(update: Update, context: Context, question_id: int, is_useful: bool) -> None:
    """A thumb under an answer."""
    chat = update.effective_chat
    if chat is None or not await context.bot_data.questions.rate(question_id, chat.id, is_useful):
        await expired(update, context)
        return
    thanks = texts.THANKS_FOR_RATING if is_useful else texts.SORRY_FOR_ANSWER
    language = await language_of(update, context)
    await acknowledge(update, translate(thanks, language))
    if is_useful:
        await offer(update, context, language, after_answers=0)
    else:
        await reply(update, context, messages.adviser_message(language, question_id))


async def on_related(update: Update, context: Context, article_id: str, number: int) -> None:
    """A related question was touched: it is asked."""
    language = await language_of(update, context)
    with context.bot_data.live.reading() as searcher:
        article = searcher.generation.articles[language].get(article_id)
    questions = article.questions if article else ()
    if number >= len(questions):
        await expired(update, context)
        return
    await acknowledge(update)
    await answer_text(update, context, questions[number].text)


async def on_meant(update: Update, context: Context, article_id: str, question_id: int) -> None:
    """ "¿Quiso decir…?" was touched: the same question is answered from that article."""
    await _answer_again(update, context, question_id, article_id=article_id)


async def on_choice(update: Update, context: Context, question_id: int, choice: str) -> None:
    """What was missing was touched, food or cosmetics or a market: the same question goes on."""
    await _answer_again(update, context, question_id, choice=choice)


async def _answer_again(
    update: Update, context: Context, question_id: int, *, article_id: str | None = None, choice: str = ""
) -> None:
    """The same question once more, now that the reader has said more of what they meant."""
    chat = update.effective_chat
    asked = await context.bot_data.questions.get(question_id, chat.id) if chat else None
    if asked is None:
        await expired(update, context)
        return
    await acknowledge(update)
    await context.bot_data.gaps.storage.gaps.mark_meant(question_id)
    await answer_text(update, context, asked.text, article_id=article_id, choice=choice)


async def answer_text(
    update: Update,
    context: Context,
    text: str,
    article_id: str | None = None,
    announcement_id: int | None = None,
    choice: str = "",
) -> None:
    """Answer a text in the chat of an update.

    The reader may have said which article or announcement it is about, or which sector or market.
    """
    services, chat = context.bot_data, update.effective_chat
    if chat is None:
        return
    reader = await services.readers.get(chat.id, default_language(update))
    if not services.throttle.admits(chat.id):
        language = reader.chosen_language or reader.last_language
        await reply(update, context, messages.Message(translate(texts.TOO_FAST, language)))
        return
    started = time.monotonic()
    about = None if announcement_id is None else await services.announced.get(announcement_id)
    async with typing(update, context):
        answer, conversation = await asyncio.to_thread(
            services.assistant.answer,
            text,
            context=told.subject_of(about, reader.last_language) if about else _conversation(reader),
            reply_language=reader.chosen_language,
            default_language=reader.last_language,
            now=dt.datetime.now(dt.UTC),
            article=article_id,
            choice=choice,
        )
        news = None if article_id or choice else await told.look(services, clean(text), answer, about)
    elapsed_ms = round((time.monotonic() - started) * 1000)
    await services.readers.remember(chat.id, answer.language, _stored(conversation))
    asked = _kept(answer, _in_full(text, answer, reader), chat.id, elapsed_ms)
    question_id = await services.questions.add(told.kept(asked, news))
    if answer.reason is Reason.MENU:
        with services.live.reading() as searcher:
            guide = searcher.generation.articles[answer.language]
        await reply(update, context, messages.menu_message(guide, answer.language))
    else:
        await reply(update, context, told.answer_message(answer, question_id, news))
    if (answer.outcome is Outcome.ANSWER or news) and not reader.was_offered:
        await offer(update, context, answer.language)
    else:
        await offer_adviser(update, context, question_id, answer.language)
    if (news or announcement_id is not None) and chat.type == chat.PRIVATE:
        await told.keep_subject(services, chat.id, news)


async def expired(update: Update, context: Context) -> None:
    """A button whose subject is gone."""
    language = await language_of(update, context)
    await acknowledge(update, translate(texts.BUTTON_EXPIRED, language), as_alert=True)


async def language_of(update: Update, context: Context) -> str:
    """The language to speak in the chat of an update."""
    chat = update.effective_chat
    if chat is None:
        return default_language(update)
    reader = await context.bot_data.readers.get(chat.id, default_language(update))
    return reader.chosen_language or reader.last_language


def default_language(update: Update) -> str:
    """The language of someone who never wrote before: that of their Telegram, Spanish unless it is English."""
    user = update.effective_user
    return "en" if user and (user.language_code or "").startswith("en") else "es"


def _is_for_bot(message: TelegramMessage, context: Context) -> bool:
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == context.bot.id:
        return True
    return is_mentioned(message, context)


def is_mentioned(message: TelegramMessage, context: Context) -> bool:
    """Whether a message names the bot."""
    return _mention(context).search(message.text or "") is not None


def _mention(context: Context) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(context.bot.username)}\b", re.IGNORECASE)


def _conversation(reader: ReaderState) -> Conversation | None:
    kept = reader.context
    return Conversation(kept.question, kept.article, kept.language, kept.at, kept.choices) if kept else None


def _stored(conversation: Conversation | None) -> StoredContext | None:
    if conversation is None:
        return None
    return StoredContext(
        conversation.question, conversation.article, conversation.language, conversation.at, conversation.choices
    )


def _in_full(text: str, answer: Answer, reader: ReaderState) -> str:
    """What a reader said; "cosméticos" is kept with the question that it answers."""
    waiting = reader.context if reader.context and reader.context.choices else None
    return answer.question if waiting and answer.question.startswith(waiting.question) else text


def _kept(answer: Answer, text: str, chat_id: int, elapsed_ms: int) -> AnsweredQuestion:
    # What was said outside the guide is nobody's business: only the outcome is kept of small talk.
    is_about_guide = answer.outcome in (Outcome.ANSWER, Outcome.CLARIFY, Outcome.REFUSE)
    return AnsweredQuestion(
        chat_id,
        answer.language,
        clean(text)[:MAX_CHARACTERS] if is_about_guide else "",
        answer.outcome,
        answer.reason,
        answer.articles,
        answer.confidence,
        answer.generation,
        elapsed_ms,
    )
