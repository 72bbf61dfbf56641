"""/vacios: what the guide lacks, the most wanted first, and what an editor decides about each."""

from telegram import Update

from bot.handlers.access import user_id
from bot.handlers.ask import language_of
from bot.handlers.gaps_access import for_editors
from bot.handlers.replying import acknowledge, edit, reply, typing
from bot.handlers.services import Context
from bot.presentation import gaps
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as texts
from bot.storage.notices import ANSWER


@for_editors
async def on_gaps(update: Update, context: Context) -> None:
    """/vacios: the list, with everything that has come in up to now."""
    async with typing(update, context):
        await context.bot_data.gaps.desk.refresh()
    await reply(update, context, await _list(context, 0, await language_of(update, context)))


@for_editors
async def on_page(update: Update, context: Context, page: int) -> None:
    """A page of the list, in place."""
    await acknowledge(update)
    await edit(update, context, await _list(context, page, await language_of(update, context)))


@for_editors
async def on_gap(update: Update, context: Context, gap_id: int) -> None:
    """One of them, in place."""
    await acknowledge(update)
    await edit(update, context, await _gap(context, gap_id, await language_of(update, context)))


@for_editors
async def on_left_out(update: Update, context: Context, gap_id: int) -> None:
    """Out of scope."""
    desk, language = context.bot_data.gaps.desk, await language_of(update, context)
    is_decided = await desk.leave_out(gap_id, user_id(update))
    gap = await desk.get(gap_id)
    await acknowledge(update)
    if is_decided and gap is not None:
        await edit(update, context, gaps.left_out_message(gap, language))
    else:
        await edit(update, context, await _gap(context, gap_id, language, intro=texts.DECIDED_MEANWHILE))


@for_editors
async def on_taken_back(update: Update, context: Context, gap_id: int) -> None:
    """In scope after all."""
    is_decided = await context.bot_data.gaps.desk.take_back(gap_id, user_id(update))
    await acknowledge(update)
    intro = "" if is_decided else texts.DECIDED_MEANWHILE
    await edit(update, context, await _gap(context, gap_id, await language_of(update, context), intro=intro))


async def _list(context: Context, page: int, language: str) -> Message:
    ranked = await context.bot_data.gaps.desk.ranked()
    changes = len(await context.bot_data.gaps.correcting.undecided())
    return gaps.list_message(ranked, page, changes, language)


async def _gap(context: Context, gap_id: int, language: str, intro: str = "") -> Message:
    desk = context.bot_data.gaps.desk
    gap = await desk.get(gap_id)
    if gap is None:
        return Message(translate(texts.GONE, language), (gaps.back_row(language),))
    nearest = await desk.nearest(gap.question, gap.language)
    told = await context.bot_data.gaps.storage.notices.counts(ANSWER, gap.id)
    return gaps.gap_message(gap, nearest, told, language, intro=translate(intro, language) if intro else "")
