"""/estadisticas: the figures of a period, as a picture and as text."""

import asyncio
import datetime as dt

from telegram import Update

from bot.desk.statistics import UnknownPeriod, last_days, read_period
from bot.handlers.access import only
from bot.handlers.ask import language_of
from bot.handlers.replying import reply, typing
from bot.handlers.services import Context, Services
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.pictures import PicturesMissing
from bot.presentation.statistics import statistics_message
from bot.presentation.statistics_picture import draw
from bot.presentation.texts import statistics as texts
from bot.storage.staff import Role
from bot.storage.statistics import Figures


@only(*Role)
async def on_statistics(update: Update, context: Context) -> None:
    """/estadisticas [7d|30d|90d]: 30 days unless others are asked for."""
    services, message, language = context.bot_data, update.effective_message, await language_of(update, context)
    if message is None:
        return
    try:
        days = read_period(" ".join(context.args or ()))
    except UnknownPeriod:
        await reply(update, context, Message(translate(texts.WRONG_PERIOD, language)))
        return
    figures = await services.statistics.figures(last_days(days, dt.datetime.now(dt.UTC)))
    titles = titles_in(services, language)
    said = statistics_message(figures, titles, language)
    async with typing(update, context):
        drawn = await picture_of(figures, titles, language)
    if drawn:
        await services.inbox.mark_replying(update.update_id)
        await message.reply_photo(drawn)
    elif not figures.is_empty:
        said = without_picture(said, language)
    await reply(update, context, said)


def titles_in(services: Services, language: str) -> dict[str, str]:
    """What the articles of the live guide are called."""
    with services.live.reading() as searcher:
        return {id_: article.meta.title for id_, article in searcher.generation.articles[language].items()}


async def picture_of(figures: Figures, titles: dict[str, str], language: str) -> bytes | None:
    """The picture; none of nothing, and none where nothing can be drawn."""
    if figures.is_empty:
        return None
    try:
        return await asyncio.to_thread(draw, figures, titles, language)
    except PicturesMissing:
        return None


def without_picture(message: Message, language: str) -> Message:
    """The same, and that the picture is missing."""
    return Message(f"{message.markdown}\n\n{translate(texts.NO_PICTURE, language)}", message.rows)
