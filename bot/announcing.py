"""The command line of announcements. It only writes to the database; the running bot sends."""

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.announcements.announcer import Announcer, open_announcer
from bot.announcements.composing import Composed
from bot.announcements.content import FILE_KINDS, Button
from bot.announcements.files import keep_file, read_content
from bot.announcements.hours import BOGOTA
from bot.announcements.report import picture, write_csv
from bot.settings import load_settings
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.deliveries import Progress
from bot.storage.engine import migrate, open_engine

announce = typer.Typer(no_args_is_help=True, help="Compose, approve and watch announcements; the running bot sends.")

Result = TypeVar("Result")

Id = Annotated[int, typer.Argument(metavar="ID", help="The announcement's number.")]
By = Annotated[int, typer.Option("--by", metavar="STAFF_ID", help="Who does it: a Telegram id of STAFF_ANNOUNCERS.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@announce.command()
def draft(
    by: By,
    text_file: Annotated[Path | None, typer.Option(help="The text, or caption; Markdown if it ends in .md.")] = None,
    text_file_en: Annotated[Path | None, typer.Option(help="The same for those who read English.")] = None,
    photo: Annotated[list[Path] | None, typer.Option(help="A photo; several make an album.")] = None,
    document: Annotated[list[Path] | None, typer.Option(help="A document; several make an album.")] = None,
    video: Annotated[list[Path] | None, typer.Option(help="A video; several make an album.")] = None,
    topics: Annotated[str, typer.Option(help='Of config/topics.yaml, with commas between, or "all".')] = "",
    language: Annotated[str | None, typer.Option(help="Only to those who read this one: es or en.")] = None,
    link: Annotated[list[str] | None, typer.Option(help='A button: "label=https://…".')] = None,
    ask: Annotated[bool, typer.Option("--ask", help="A button to ask about it.")] = False,
    remind: Annotated[str | None, typer.Option(help="A button to be reminded of this day: 2026-12-31.")] = None,
    at: Annotated[str | None, typer.Option(help='When to send, in Bogotá: "2026-12-01 09:00".')] = None,
    valid_until: Annotated[str | None, typer.Option(help="Until when it holds, in Bogotá.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Also in quiet hours.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a draft; nothing is sent before it is approved."""
    settings = load_settings()
    given = zip(FILE_KINDS, (photo, document, video), strict=True)
    files = tuple(keep_file(kind, path, settings.announced_files_dir) for kind, paths in given for path in paths or ())
    buttons = [_link(text) for text in link or ()]
    buttons += [Button("ask")] if ask else []
    buttons += [Button("remind", date=remind)] if remind else []
    composed = Composed(
        content=read_content(text_file, files),
        content_en=read_content(text_file_en, files) if text_file_en else None,
        topics=tuple(topics.split(",")),
        language=language,
        buttons=tuple(buttons),
        is_urgent=urgent,
        starts_at=_moment(at, "--at"),
        valid_until=_moment(valid_until, "--valid-until"),
    )
    announcement_id = with_storage(lambda announcer, _: announcer.draft(composed, by))
    _show({"id": announcement_id}, as_json, f"draft {announcement_id}; now: announce preview {announcement_id}")


@announce.command()
def preview(announcement_id: Id, as_json: AsJson = False) -> None:
    """Say who would get it, who not and why, and when it would be finished."""
    told = with_storage(lambda announcer, _: announcer.rehearse(announcement_id))
    left_out = ", ".join(f"{number} {reason}" for reason, number in told.left_out.items())
    starts, finishes = (moment.astimezone(BOGOTA) for moment in (told.starts_at, told.finishes_at))
    lines = [
        f"announcement {told.id} ({told.state}): {told.recipients} recipients; left out: {left_out or 'nobody'}",
        f"from {starts:%Y-%m-%d %H:%M} to about {finishes:%Y-%m-%d %H:%M} in Bogotá",
    ]
    if told.needs_second_person:
        lines.append("so many that two persons must approve it")
    if told.alike:
        lines.append(f"careful: announcement {told.alike} said the same lately")
    record = {
        "id": told.id,
        "state": told.state,
        "recipients": told.recipients,
        "left_out": told.left_out,
        "starts_at": starts.isoformat(timespec="seconds"),
        "finishes_at": finishes.isoformat(timespec="seconds"),
        "needs_second_approval": told.needs_second_person,
        "same_text_as": told.alike,
    }
    _show(record, as_json, "\n".join(lines))


@announce.command()
def approve(announcement_id: Id, by: By, as_json: AsJson = False) -> None:
    """Approve a draft: the running bot sends it when it is time."""
    done = with_storage(lambda announcer, _: announcer.approve(announcement_id, by))
    state = "draft" if done.needs_second_person else "approved"
    words = f"{state}: {done.recipients} recipients"
    if done.needs_second_person:
        words += "; a second person must approve it too"
    record = {"id": announcement_id, "state": state, "recipients": done.recipients}
    _show(record | {"needs_second_approval": done.needs_second_person}, as_json, words)


@announce.command()
def status(announcement_id: Id, as_json: AsJson = False) -> None:
    """Say where an announcement stands."""
    _show_progress(with_storage(lambda announcer, _: announcer.progress(announcement_id)), as_json)


@announce.command()
def pause(announcement_id: Id, by: By, as_json: AsJson = False) -> None:
    """Stop sending until resumed."""
    _show_progress(
        with_storage(lambda announcer, _: _then_look(announcer, announcer.pause, announcement_id, by)), as_json
    )


@announce.command()
def resume(announcement_id: Id, by: By, as_json: AsJson = False) -> None:
    """Go on after a pause."""
    _show_progress(
        with_storage(lambda announcer, _: _then_look(announcer, announcer.resume, announcement_id, by)), as_json
    )


@announce.command()
def cancel(announcement_id: Id, by: By, as_json: AsJson = False) -> None:
    """Send to nobody else."""
    _show_progress(
        with_storage(lambda announcer, _: _then_look(announcer, announcer.cancel, announcement_id, by)), as_json
    )


@announce.command()
def resend(announcement_id: Id, by: By, as_json: AsJson = False) -> None:
    """Send again to those of whom it is unknown whether they got it; some will get it twice."""
    number = with_storage(lambda announcer, _: announcer.resend_unknown(announcement_id, by))
    _show({"id": announcement_id, "again": number}, as_json, f"again to {number}")


@announce.command()
def correct(
    announcement_id: Id,
    by: By,
    text_file: Annotated[Path | None, typer.Option(help="What it should say; without it, it is deleted.")] = None,
    text_file_en: Annotated[Path | None, typer.Option(help="The same for those who read English.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draft a correction, or the removal, of what was sent; approve it like an announcement."""
    told = [read_content(path, ()) if path else None for path in (text_file, text_file_en)]
    number = with_storage(lambda announcer, _: announcer.correct(announcement_id, by, *told))
    _show({"id": number}, as_json, f"draft {number} corrects {announcement_id}; now: announce preview {number}")


@announce.command()
def report(
    announcement_id: Id,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="A line per recipient goes here.")] = None,
    picture_file: Annotated[Path | None, typer.Option("--picture", help="A PNG goes here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Account for an announcement: numbers, a line per recipient, a picture."""

    async def write(announcer: Announcer, storage: AnnouncementStorage) -> Progress:
        progress = await announcer.progress(announcement_id)
        opened = csv_file.open("w", encoding="utf-8", newline="") if csv_file else nullcontext(_Nowhere())
        with opened as file:
            timeline = await write_csv(file, announcement_id, storage.deliveries)
        if picture_file:
            picture_file.write_bytes(await asyncio.to_thread(picture, progress, timeline))
        return progress

    _show_progress(with_storage(write), as_json)


class _Nowhere:
    """A file for what nobody wants to keep."""

    def write(self, text: str) -> int:
        """Keep nothing."""
        return len(text)


def with_storage(work: Callable[[Announcer, AnnouncementStorage], Awaitable[Result]]) -> Result:
    """Do something with the database, brought up to date first."""
    settings = load_settings()
    migrate(settings.database)

    async def run() -> Result:
        engine = open_engine(settings.database)
        try:
            storage = AnnouncementStorage.over(engine)
            return await work(open_announcer(settings, storage), storage)
        finally:
            await engine.dispose()

    return asyncio.run(run())


async def _then_look(
    announcer: Announcer, act: Callable[[int, int], Awaitable[None]], announcement_id: int, by: int
) -> Progress:
    await act(announcement_id, by)
    return await announcer.progress(announcement_id)


def _link(text: str) -> Button:
    label, separator, url = text.partition("=")
    if not separator:
        raise typer.BadParameter('write it as "label=https://…"', param_hint="--link")
    return Button("link", label=label.strip(), url=url.strip())


def _moment(text: str | None, option: str) -> dt.datetime | None:
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}": write it as "2026-12-01 09:00"', param_hint=option) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=BOGOTA)


def _show_progress(progress: Progress, as_json: bool) -> None:
    record = {"id": progress.id, "state": progress.state, "total": progress.total, **progress.counts}
    words = ", ".join(f"{number} {state}" for state, number in progress.counts.items() if number)
    reason = f" ({progress.reason})" if progress.reason else ""
    _show(
        record | {"reason": progress.reason, "questions": progress.questions},
        as_json,
        f"announcement {progress.id} is {progress.state}{reason}: {progress.total} recipients; {words or 'none yet'}",
    )


def _show(record: dict[str, Any], as_json: bool, words: str) -> None:
    print(json.dumps(record, ensure_ascii=False) if as_json else words)
