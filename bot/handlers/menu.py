"""Start, help, language, and browsing the guide in place: sections, articles, their pages, and back."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.guide.articles import LANGUAGES, Article
from bot.handlers import invitations
from bot.handlers.ask import default_language, expired, language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.presentation import messages, staff, texts
from bot.presentation.localisation import translate


async def on_start(update: Update, context: Context) -> None:
    """/start: a welcome in the reader's language, and the menu; or a role, for who opens an invitation."""
    chat = update.effective_chat
    if chat is None:
        return
    readers = context.bot_data.readers
    reader = await readers.get(chat.id, default_language(update))
    language = reader.chosen_language or reader.last_language
    await readers.remember(chat.id, language, None)
    await context.bot_data.subscribers.mark_returned(chat.id)
    told = context.args[0] if context.args else ""
    if told.startswith(invitations.START):
        await invitations.on_opened(update, context, told.removeprefix(invitations.START))
        return
    await reply(update, context, messages.menu_message(_guide(context, language), language, texts.WELCOME))


async def on_topics(update: Update, context: Context) -> None:
    """/temas and /menu."""
    language = await language_of(update, context)
    await reply(update, context, messages.menu_message(_guide(context, language), language))


async def on_help(update: Update, context: Context) -> None:
    """/ayuda; a member of staff sees their own commands too."""
    language = await language_of(update, context)
    user = update.effective_user
    roles = await context.bot_data.staff.roles(user.id) if user else frozenset()
    parts = (translate(texts.HELP, language), staff.help_for(roles, language))
    await reply(update, context, messages.Message("\n\n".join(filter(None, parts))))


async def on_language(update: Update, context: Context) -> None:
    """/idioma."""
    await reply(update, context, messages.language_message())


def opens(article_id: str) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """A command that opens an article; the menu, where the guide does not have it."""

    async def open_article(update: Update, context: Context) -> None:
        language = await language_of(update, context)
        guide = _guide(context, language)
        article = guide.get(article_id)
        shown = messages.article_message(article, 0) if article else messages.menu_message(guide, language)
        await reply(update, context, shown)

    return open_article


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that does not exist (or not yet)."""
    chat = update.effective_chat
    if chat is not None and chat.type == chat.PRIVATE:
        language = await language_of(update, context)
        await reply(update, context, messages.Message(translate(texts.UNKNOWN_COMMAND, language)))


async def on_language_chosen(update: Update, context: Context, language: str) -> None:
    """A language was touched."""
    chat = update.effective_chat
    if chat is None or language not in LANGUAGES:
        await expired(update, context)
        return
    await context.bot_data.readers.choose_language(chat.id, language)
    await context.bot_data.subscribers.set_language(chat.id, language)
    await acknowledge(update)
    await edit(update, context, messages.Message(translate(texts.LANGUAGE_CHOSEN, language)))


async def on_menu(update: Update, context: Context) -> None:
    """The button back to all topics."""
    language = await language_of(update, context)
    await acknowledge(update)
    await edit(update, context, messages.menu_message(_guide(context, language), language))


async def on_section(update: Update, context: Context, section: str, page: int) -> None:
    """A section of the guide."""
    language = await language_of(update, context)
    guide = _guide(context, language)
    if not any(article.section == section for article in guide.values()):
        await expired(update, context)
        return
    await acknowledge(update)
    await edit(update, context, messages.section_message(guide, section, page, language))


async def on_article(update: Update, context: Context, article_id: str, page: int) -> None:
    """A page of an article: in place in the menu, below the answer where it was opened from one."""
    language = await language_of(update, context)
    article = _guide(context, language).get(article_id)
    if article is None:
        await expired(update, context)
        return
    await acknowledge(update)
    await edit(update, context, messages.article_message(article, page))


async def on_article_opened(update: Update, context: Context, article_id: str) -> None:
    """ "Ver todo" under an answer: the article comes as a message of its own, the answer stays."""
    language = await language_of(update, context)
    article = _guide(context, language).get(article_id)
    if article is None:
        await expired(update, context)
        return
    await acknowledge(update)
    await reply(update, context, messages.article_message(article, 0))


def _guide(context: Context, language: str) -> dict[str, Article]:
    with context.bot_data.live.reading() as searcher:
        return searcher.generation.articles[language]
