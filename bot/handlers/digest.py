"""The weekly digest: what staff finds in its group on Monday morning."""

import datetime as dt

from telegram import Bot

from bot.desk.statistics import days_before
from bot.guide.checking import review_due
from bot.handlers.replying import send
from bot.handlers.services import Services
from bot.handlers.statistics import picture_of, titles_in, without_picture
from bot.presentation.digest import digest_message
from bot.presentation.localisation import day_in_bogota
from bot.storage.gaps import OPEN

DAYS = 7


async def send_digest(bot: Bot, services: Services, now: dt.datetime | None = None) -> None:
    """Send the week's questions, gaps and overdue articles to the staff group, if there is one.

    Raises:
        TelegramError: it could not be sent; the next one comes in a week, and /estadisticas is there all the time.
    """
    chat_id = services.desk.staff_chat_id
    if chat_id is None:
        return
    now = now or dt.datetime.now(dt.UTC)
    language = (await services.readers.get(chat_id, "es")).chosen_language or "es"
    figures = await services.statistics.figures(days_before(DAYS, now))
    titles, today = titles_in(services, language), day_in_bogota(now)
    await services.gaps.desk.refresh()
    gaps = [gap for gap in await services.gaps.desk.ranked() if gap.state == OPEN]
    with services.live.reading() as searcher:
        articles = [a for listed in searcher.generation.articles.values() for a in listed.values()]
    overdue = sorted((a for a in articles if review_due(a) < today), key=lambda a: (review_due(a), a.id, a.language))
    asked = [(gap.question, gap.people) for gap in gaps]
    shown = digest_message(figures, titles, asked, overdue, language)
    drawn = await picture_of(figures, titles, language)
    if drawn:
        await bot.send_photo(chat_id, drawn)
    elif not figures.is_empty:
        shown = without_picture(shown, language)
    await send(bot, chat_id, shown)
