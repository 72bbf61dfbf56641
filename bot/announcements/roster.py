"""Subscribers as a CSV file: `chat_id,language,topics`, the topics separated by semicolons."""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.announcements.audience import LANGUAGES, Topics
from bot.errors import ConsorciaError
from bot.storage.subscribers import Subscribers

COLUMNS = ("chat_id", "language", "topics")
# What is said to have been agreed to: the text of the bot that the file comes from.
CONSENT_VERSION = "import"
_BATCH = 500
# Telegram's ids have at most 52 significant bits.
_LARGEST_ID = 2**52


class RosterError(ConsorciaError):
    """The file cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was left out."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    subscribers: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    chat_id: int
    language: str
    topics: tuple[str, ...]


async def import_subscribers(path: Path, subscribers: Subscribers, topics: Topics) -> Imported:
    """Add the good rows and name the others. Whoever has stopped announcements here stays without them.

    Raises:
        RosterError: the file cannot be read, or its first line does not name the columns.
    """
    faults: list[Fault] = []
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _good_rows(file, topics, faults)
            while batch := list(itertools.islice(rows, _BATCH)):
                taken = [(row.chat_id, row.language, row.topics) for row in batch]
                stopped = set(await subscribers.take_over(taken, CONSENT_VERSION))
                faults += [
                    Fault(row.line, f"{row.chat_id} has stopped announcements here")
                    for row in batch
                    if row.chat_id in stopped
                ]
                number += len(batch) - len(stopped)
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RosterError(f"{path} is not text in UTF-8") from None
    return Imported(number, tuple(sorted(faults, key=lambda fault: fault.line)))


async def export_subscribers(file: TextIO, subscribers: Subscribers) -> int:
    """Write everyone who has not stopped; returns how many."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    number = 0
    async for one in subscribers.all_active():
        writer.writerow((one.chat_id, one.language, ";".join(sorted(one.topics))))
        number += 1
    return number


def _good_rows(file: Iterable[str], topics: Topics, faults: list[Fault]) -> Iterator[_Row]:
    reader = csv.reader(file)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise RosterError(f"line 1: {error}") from None
    if tuple(header) != COLUMNS:
        raise RosterError(f"the first line must be {','.join(COLUMNS)}")
    seen: set[int] = set()
    while True:
        try:
            cells = next(reader, None)
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            row = _read(reader.line_num, cells, topics)
            if row.chat_id in seen:
                raise ValueError(f"{row.chat_id} was named before")
        except (csv.Error, ValueError) as error:
            faults.append(Fault(reader.line_num, str(error)))
            continue
        seen.add(row.chat_id)
        yield row


def _read(line: int, cells: list[str], topics: Topics) -> _Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns instead of {len(COLUMNS)}")
    chat, language, chosen = (cell.strip() for cell in cells)
    if not re.fullmatch(r"-?[1-9][0-9]{0,15}", chat) or abs(int(chat)) > _LARGEST_ID:
        raise ValueError(f'"{chat[:30]}" is no chat id')
    if language not in LANGUAGES:
        raise ValueError(f'"{language[:30]}" is no language; there are {", ".join(LANGUAGES)}')
    wanted = tuple(topic.strip() for topic in chosen.split(";") if topic.strip())
    if unknown := [topic for topic in wanted if topic not in topics]:
        raise ValueError(f'there is no topic "{unknown[0][:40]}"')
    return _Row(line, int(chat), language, wanted)
