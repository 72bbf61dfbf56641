"""/guia historial and /guia pendientes: what was published, the way back, and which articles to read again."""

import datetime as dt

from telegram import Update

from bot.errors import GenerationError
from bot.guide.checking import due_for_review
from bot.handlers.access import user_id
from bot.handlers.ask import expired, language_of
from bot.handlers.editor_access import for_editors
from bot.handlers.replying import acknowledge, edit, show
from bot.handlers.services import Context
from bot.presentation import generations
from bot.presentation.entities import literal
from bot.presentation.faults import reason
from bot.presentation.localisation import day_in_bogota, translate
from bot.presentation.messages import Message
from bot.presentation.texts import editing as texts


@for_editors
async def on_history(update: Update, context: Context) -> None:
    """The button to the generations."""
    await show_history(update, context)


async def show_history(update: Update, context: Context) -> None:
    """The generations, newest first."""
    library = context.bot_data.editing.library
    live = library.live_or_none()
    message = generations.history_message(
        library.manifests(), live.name if live else "", await language_of(update, context)
    )
    await acknowledge(update)
    await show(update, context, message)


@for_editors
async def on_back(update: Update, context: Context, generation: str) -> None:
    """Back to a generation? It asks first."""
    manifest = next((m for m in context.bot_data.editing.library.manifests() if m.id == generation), None)
    if manifest is None:
        await expired(update, context)
        return
    await acknowledge(update)
    await edit(update, context, generations.ask_back_message(manifest, await language_of(update, context)))


@for_editors
async def on_back_sure(update: Update, context: Context, generation: str) -> None:
    """Back to a generation, for readers at once."""
    language = await language_of(update, context)
    await acknowledge(update)
    try:
        manifest = await context.bot_data.editing.roll_back(user_id(update), generation)
    except GenerationError as error:
        why = literal(reason(str(error), language))
        await edit(update, context, Message(translate(texts.BACK_FAILED, language, reason=why)))
        return
    done = translate(texts.BACK_DONE, language, when=generations.when(manifest, language))
    await edit(update, context, Message(done))


@for_editors
async def on_due(update: Update, context: Context, page: int) -> None:
    """A page of the articles to read again."""
    await show_due(update, context, page)


async def show_due(update: Update, context: Context, page: int) -> None:
    """The articles that are overdue, and those that will be soon."""
    language, today = await language_of(update, context), day_in_bogota(dt.datetime.now(dt.UTC))
    with context.bot_data.live.reading() as searcher:
        articles = [a for listed in searcher.generation.articles.values() for a in listed.values()]
    marked = frozenset(upload.place for upload in await context.bot_data.editing.waiting(user_id(update)))
    message = generations.due_message(due_for_review(articles, today), marked, page, today, language)
    await acknowledge(update)
    await show(update, context, message)


@for_editors
async def on_read(update: Update, context: Context, spoken: str, article: str, page: int) -> None:
    """An article was read and still holds: its new date waits to be published with the editor's other changes."""
    today = day_in_bogota(dt.datetime.now(dt.UTC))
    if not await context.bot_data.editing.mark_reviewed(user_id(update), spoken, article, today):
        await expired(update, context)
        return
    await acknowledge(update, translate(texts.MARKED_ALERT, await language_of(update, context)))
    await show_due(update, context, page)
