"""The command line of subscribers: from another bot, and to one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.announcements.announcer import Announcer
from bot.announcements.audience import Topics
from bot.announcements.roster import RosterError, export_subscribers, import_subscribers
from bot.announcing import with_storage
from bot.settings import CONFIG_DIR
from bot.storage.announcement_storage import AnnouncementStorage

subscribers = typer.Typer(no_args_is_help=True, help="Bring subscribers from another bot, or take them along.")

CsvFile = Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns: chat_id,language,topics")]


@subscribers.command("import")
def import_(file: CsvFile) -> None:
    """Add the good rows of a file, and name the others."""
    topics = Topics(CONFIG_DIR / "topics.yaml")
    done = with_storage(lambda _, storage: import_subscribers(file, storage.subscribers, topics))
    for fault in done.faults:
        print(f"line {fault.line}: {fault.reason}", file=sys.stderr)
    print(f"{done.subscribers} subscribers imported, {len(done.faults)} rows left out")


@subscribers.command("export")
def export(file: CsvFile) -> None:
    """Write everyone who has not stopped to a file."""

    async def write(_: Announcer, storage: AnnouncementStorage) -> int:
        try:
            with file.open("w", encoding="utf-8", newline="") as opened:
                return await export_subscribers(opened, storage.subscribers)
        except OSError as error:
            raise RosterError(f"{file} cannot be written: {error.strerror}") from None

    print(f"{with_storage(write)} subscribers exported")
