"""The command line of gaps: what /vacios shows, as a table or as CSV."""

import asyncio
import csv
import sys
from dataclasses import dataclass
from typing import IO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.answering import open_answering, open_library
from bot.desk.gap_work import GapWork
from bot.guide.nearest import Nearest
from bot.settings import Settings, load_settings
from bot.speaking import Speaker
from bot.storage.engine import exists, migrate, open_engine
from bot.storage.gap_storage import GapStorage
from bot.storage.gap_summaries import GapSummary

NONE = "no gaps: every question was answered, or staff decided about it"
COLUMNS = (
    "gap",
    "language",
    "state",
    "people",
    "times",
    "waiting",
    "last_asked",
    "question",
    "other_wordings",
    "nearest_article",
    "nearest_probability",
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ListedGap:
    """A gap beside what the guide has nearest to it."""

    gap: GapSummary
    nearest: Nearest


def list_gaps(*, as_csv: bool) -> None:
    """Print every gap, the most wanted first.

    Raises:
        GenerationError: there is no index.
        DatabaseError: the database cannot be reached.
    """
    listed = _listed(load_settings())
    if as_csv:
        write_csv(sys.stdout, listed)
    else:
        _print_table(listed)
    if not listed:
        print(NONE, file=sys.stderr if as_csv else sys.stdout)


def write_csv(file: IO[str], listed: list[ListedGap]) -> None:
    """A header, and a line for each gap, safe to open as a spreadsheet."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in listed:
        gap, near = one.gap, one.nearest
        row = (
            gap.id,
            gap.language,
            gap.state,
            gap.people,
            gap.times,
            gap.waiting,
            gap.last_asked.isoformat(timespec="seconds"),
            _safe(gap.question),
            _safe(" / ".join(gap.wordings[1:])),
            near.articles[0].id if near.articles else "",
            f"{near.probability:.3f}",
        )
        writer.writerow(row)


def _listed(settings: Settings) -> list[ListedGap]:
    answering = open_answering(settings)
    try:
        if not exists(settings.database):
            return []
        migrate(settings.database)

        async def read() -> list[ListedGap]:
            engine = open_engine(settings.database)
            try:
                speaker = Speaker(answering.assistant)
                guide = answering.live, open_library(settings), answering.embedder, settings.knowledge_dir
                desk = GapWork.over(GapStorage.over(engine), *guide, speaker).desk
                await desk.refresh()
                gaps = await desk.ranked()
                return [ListedGap(gap, await desk.nearest(gap.question, gap.language)) for gap in gaps]
            finally:
                await engine.dispose()

        return asyncio.run(read())
    finally:
        answering.live.close()


def _print_table(listed: list[ListedGap]) -> None:
    if not listed:
        return
    table = Table("gap", "", "people", "last asked", "question", "nearest article", "", box=None)
    for one in listed:
        gap, near = one.gap, one.nearest
        title = near.articles[0].id if near.articles else ""
        last = f"{gap.last_asked:%Y-%m-%d}"
        shown = gap.question + (f" (+{len(gap.wordings) - 1})" if gap.wordings[1:] else "")
        row = (str(gap.id), gap.language, str(gap.people), last, shown, title, f"{near.probability:.0%}")
        table.add_row(*map(escape, row))
    Console().print(table)


def _plain(text: str) -> str:
    """What readers wrote is no markup."""
    return text.replace("[", r"\[")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
