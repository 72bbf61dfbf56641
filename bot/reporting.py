"""The command line of statistics: the figures of a period in the terminal, or as a page."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from bot.desk.statistics import last_days
from bot.errors import ConsorciaError
from bot.guide.articles import load_guide
from bot.presentation.entities import to_messages
from bot.presentation.statistics import statistics_message
from bot.presentation.statistics_page import page
from bot.settings import load_settings
from bot.storage.engine import migrate, open_engine
from bot.storage.statistics import Day, Figures, Statistics

# Whoever has the machine reads what staff reads.
LANGUAGE = "es"


class ReportError(ConsorciaError):
    """The page cannot be written."""


def report(days: int, html: Path | None) -> str:
    """The figures of the last days, to be printed; with a file, they go there, and where they are is printed.

    Raises:
        DatabaseError: the database cannot be reached.
        ReportError: the file cannot be written.
    """
    settings = load_settings()
    migrate(settings.database)
    now = dt.datetime.now(dt.UTC)
    figures = asyncio.run(_figures(settings.database, last_days(days, now)))
    guide = load_guide(settings.knowledge_dir).of(LANGUAGE)
    titles = {id_: article.meta.title for id_, article in guide.items()}
    if html is None:
        shown = statistics_message(figures, titles, LANGUAGE)
        return "\n\n".join(part.text for part in to_messages(shown.markdown))
    try:
        html.write_text(page(figures, titles, now, LANGUAGE), encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{html} cannot be written: {error.strerror}") from None
    return f"written to {html}"


async def _figures(database: str, days: Sequence[Day]) -> Figures:
    engine = open_engine(database)
    try:
        return await Statistics(engine).figures(days)
    finally:
        await engine.dispose()
