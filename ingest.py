"""Build and publish the guide's index: a thin command line over bot.guide."""

import getpass
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.app import open_library
from bot.errors import ConsorciaError
from bot.guide.articles import load_guide
from bot.guide.checking import check as check_guide
from bot.guide.embedding import load_embedder
from bot.settings import CONFIG_DIR, load_settings

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
_console = Console(stderr=True)


@cli.command()
def build(
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Do nothing when the index is up to date.")] = False,
) -> None:
    """Check the guide, build a new generation from it and make it live."""
    settings = load_settings()
    library, embedder = open_library(settings), load_embedder(settings.embedding_model)
    if if_stale and not library.is_stale(settings.knowledge_dir, CONFIG_DIR, embedder):
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Embedding passages", total=None)
        manifest, warnings = library.publish(
            settings.knowledge_dir,
            CONFIG_DIR,
            embedder,
            by=getpass.getuser(),
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    for warning in warnings:
        print(warning, file=sys.stderr)
    changes = manifest.changes
    print(
        f"{manifest.id} is live: {changes.created} created, {changes.updated} updated, {changes.deleted} deleted, "
        f"{changes.unchanged} unchanged; {manifest.passages} passages, {manifest.embedded} embedded"
    )


@cli.command()
def check() -> None:
    """Check the guide and print what is wrong with it, each fault with its file and line."""
    settings = load_settings()
    guide = load_guide(settings.knowledge_dir)
    faults = guide.faults + check_guide(guide, settings.knowledge_dir)
    for fault in faults:
        print(fault)
    errors = sum(fault.severity == "error" for fault in faults)
    print(f"{len(guide.articles)} articles, {errors} errors, {len(faults) - errors} warnings")
    if errors:
        raise typer.Exit(1)


@cli.command(name="list")
def list_generations() -> None:
    """List the generations, newest first; the live one is marked."""
    library = open_library(load_settings())
    live = library.live_or_none()
    table = Table("", "generation", "built (UTC)", "by", "articles", "passages", "model", box=None)
    for manifest in library.manifests():
        table.add_row(
            "live" if live and live.name == manifest.id else "",
            manifest.id,
            f"{manifest.created:%Y-%m-%d %H:%M}",
            manifest.by,
            str(len(manifest.articles)),
            str(manifest.passages),
            manifest.model,
        )
    Console().print(table)


@cli.command()
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Which one; the one before the live one by default.")] = None,
) -> None:
    """Make an earlier generation live again."""
    manifest = open_library(load_settings()).rollback(generation)
    print(f"{manifest.id} is live")


def main() -> None:
    """Run the command line: errors meant for a person are printed as they are, without a traceback."""
    try:
        cli()
    except ConsorciaError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
