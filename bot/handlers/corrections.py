"""Answers that changed after readers got them: an editor sees what and how many, and may have them told."""

from telegram import Update

from bot.desk.correcting import DAYS
from bot.handlers.access import user_id
from bot.handlers.ask import expired, language_of
from bot.handlers.gaps_access import for_editors
from bot.handlers.replying import acknowledge, edit, typing
from bot.handlers.services import Context
from bot.presentation import corrections
from bot.presentation.announcement_words import people
from bot.presentation.gaps import back_row
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as texts
from bot.storage.changes import Correction


@for_editors
async def on_changes(update: Update, context: Context) -> None:
    """The changes that nobody has decided about."""
    await acknowledge(update)
    undecided = await context.bot_data.gaps.correcting.undecided()
    await edit(update, context, corrections.changes_message(undecided, await language_of(update, context)))


@for_editors
async def on_change(update: Update, context: Context, change_id: int) -> None:
    """What one changed, and for how many."""
    if (correction := await _undecided(update, context, change_id)) is not None:
        await acknowledge(update)
        await edit(update, context, corrections.change_message(correction, await language_of(update, context)))


@for_editors
async def on_asked(update: Update, context: Context, change_id: int, days: int) -> None:
    """Tell those of so many days? First what they would read."""
    if days not in DAYS:
        await expired(update, context)
        return
    if (correction := await _undecided(update, context, change_id)) is not None:
        await acknowledge(update)
        example = await context.bot_data.gaps.correcting.example(correction.change)
        language = await language_of(update, context)
        await edit(update, context, corrections.confirm_message(correction, days, example, language))


@for_editors
async def on_sent(update: Update, context: Context, change_id: int, days: int) -> None:
    """Tell them."""
    if days not in DAYS:
        await expired(update, context)
        return
    language = await language_of(update, context)
    await acknowledge(update)
    async with typing(update, context):
        queued = await context.bot_data.gaps.correcting.send(change_id, days, user_id(update))
    told = (
        translate(texts.CHANGE_GONE, language)
        if queued is None
        else translate(texts.CORRECTED, language, people=people(queued, language))
    )
    await edit(update, context, Message(told, (back_row(language),)))


@for_editors
async def on_dismissed(update: Update, context: Context, change_id: int) -> None:
    """Tell nobody."""
    is_decided = await context.bot_data.gaps.correcting.dismiss(change_id, user_id(update))
    language = await language_of(update, context)
    await acknowledge(update)
    told = texts.DISMISSED if is_decided else texts.CHANGE_GONE
    await edit(update, context, Message(translate(told, language), (back_row(language),)))


async def _undecided(update: Update, context: Context, change_id: int) -> Correction | None:
    correction = await context.bot_data.gaps.correcting.get(change_id)
    if correction is None:
        language = await language_of(update, context)
        await acknowledge(update)
        await edit(update, context, Message(translate(texts.CHANGE_GONE, language), (back_row(language),)))
    return correction
