"""Build and publish the guide's index: a thin command line over bot.guide."""

import datetime as dt
import getpass
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
import watchfiles
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.answering import asking, open_library
from bot.assistant.cleaning import clean, has_words
from bot.assistant.routing import Router
from bot.errors import ConsorciaError
from bot.guide import fitting
from bot.guide.articles import LANGUAGES, load_guide
from bot.guide.checking import check as check_guide
from bot.guide.checking import nearing, outline
from bot.guide.documents import load_documents
from bot.guide.embedding import BUNDLED_MODEL, load_embedder
from bot.guide.following import LiveGuide
from bot.guide.golden import golden_questions
from bot.guide.overlap import misplaced_questions
from bot.guide.reviewing import Reviewer
from bot.guide.search import read_config
from bot.guide.survey import SectionSurvey, hard_to_read, survey, too_hard
from bot.ingesting import Refused, changed, real_questions, refusal, tell_audit, tell_of
from bot.settings import CONFIG_DIR, Settings, load_settings

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
_console = Console(stderr=True)
MISPLACED_SHOWN = 10


def _reason(given: str | None) -> str | None:
    if given is not None and not given.strip():
        raise typer.BadParameter("a reason is needed")
    return given and given.strip()


@cli.command()
def build(
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Do nothing when the index is up to date.")] = False,
    force: Annotated[
        str | None, typer.Option("--force", help="Publish what the gate refuses, for this reason.", callback=_reason)
    ] = None,
) -> None:
    """Check the guide, build a candidate, show what it changes, and publish it unless the gate refuses it."""
    settings = load_settings()
    reviewer = _reviewer(settings)
    if if_stale and not reviewer.library.is_stale(settings.knowledge_dir, CONFIG_DIR, reviewer.embedder):
        return
    publish(settings, reviewer, force or "")


@cli.command()
def watch() -> None:
    """Publish whenever the guide's files change, through the same gate, until Ctrl-C."""
    settings = load_settings()
    reviewer = _reviewer(settings)
    _say(f"watching {settings.knowledge_dir} and {CONFIG_DIR}; Ctrl-C ends it")
    # The first look is for what changed before it began.
    changes = itertools.chain([set()], watchfiles.watch(settings.knowledge_dir, CONFIG_DIR))
    try:
        for _ in changes:
            try:
                if reviewer.library.is_stale(settings.knowledge_dir, CONFIG_DIR, reviewer.embedder):
                    publish(settings, reviewer)
            except ConsorciaError as error:
                print(error, file=sys.stderr, flush=True)
    except KeyboardInterrupt:  # in the middle of a build, which has cleaned up after itself
        pass
    _say("stopped")


def publish(settings: Settings, reviewer: Reviewer, force: str = "") -> None:
    """Review what would be published, tell of it, and publish it.

    Raises:
        Refused: by the gate, and no reason was given to publish all the same.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Held from the build to the publication, so that nothing comes between.
    with reviewer.library.publishing():
        with Progress(*columns, console=_console, disable=not sys.stderr.isatty(), transient=True) as progress:
            task = progress.add_task("Embedding passages", total=None)
            review = reviewer.review(
                settings.knowledge_dir,
                golden_questions(settings.knowledge_dir, read_config(CONFIG_DIR / "retrieval.yaml").gate.also),
                real_questions(settings),
                by=_user(),
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        for warning in review.warnings:
            print(warning, file=sys.stderr)
        # What readers asked is for eyes, not for the logs of whatever started this.
        for line in tell_of(review, with_real_questions=sys.stdout.isatty()):
            _say(line)
        refused = refusal(review.verdict)
        if refused and not force:
            reviewer.library.discard(review.candidate.id)
            raise Refused(refused)
        manifest = reviewer.library.promote(review.candidate.id, by=_user(), forced=force)
    changes = manifest.changes
    _say(
        f"{manifest.id} is live: {changes.created} created, {changes.updated} updated, {changes.deleted} deleted, "
        f"{changes.unchanged} unchanged; {manifest.passages} passages, {manifest.embedded} embedded"
    )
    action = "guide forced" if refused else "guide published"
    tell_audit(settings, action, " ".join([manifest.id, f"by {_user()}", *filter(None, [manifest.forced])]))


@cli.command()
def check(
    every: Annotated[bool, typer.Option("--all", help="Print every warning, not a sample of each kind.")] = False,
) -> None:
    """Check the guide: a table of its state, and what is wrong with it, each fault with its file and line."""
    settings = load_settings()
    guide = load_guide(settings.knowledge_dir)
    _, skipped = load_documents(settings.knowledge_dir, settings.guide_dir / "documents")
    today = dt.datetime.now(dt.UTC).date()
    faults = guide.faults + check_guide(guide, settings.knowledge_dir, today) + skipped + hard_to_read(guide)
    misplaced = misplaced_questions(guide)
    rows = survey(guide, outline(settings.knowledge_dir), misplaced, today)
    print_survey(rows)
    faults += too_hard(rows, settings.knowledge_dir.name) + nearing(guide, today)
    shown = misplaced if every else misplaced[:MISPLACED_SHOWN]
    for fault in faults + shown:
        print(fault)
    if len(shown) < len(misplaced):
        print(f"and {len(misplaced) - len(shown)} more questions that may stand in the wrong place: --all lists them")
    errors = sum(fault.severity == "error" for fault in faults)
    print(f"{len(guide.articles)} articles, {errors} errors, {len(faults) - errors} warnings")
    if errors:
        raise typer.Exit(1)


@cli.command(name="list")
def list_generations() -> None:
    """List the generations, newest first: when, by whom, what changed; the live one is marked."""
    library = open_library(load_settings())
    live, manifests = library.live_or_none(), library.manifests()
    known = {manifest.id: manifest for manifest in manifests}
    for manifest in manifests:
        mark = "live" if live and live.name == manifest.id else ""
        print(f"{mark:4}  {manifest.id}  {manifest.created:%Y-%m-%d %H:%M} UTC  {manifest.by}")
        print(f"      {len(manifest.articles)} articles, {changed(manifest, known.get(manifest.previous))}")


@cli.command()
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Which one; the one before the live one by default.")] = None,
) -> None:
    """Make an earlier generation live again, if it can be opened."""
    settings = load_settings()
    manifest = open_library(settings).rollback(load_embedder(settings.embedding_model), generation)
    print(f"{manifest.id} is live")
    tell_audit(settings, "guide rolled back", f"{manifest.id} by {_user()}")


def _reviewer(settings: Settings) -> Reviewer:
    return Reviewer(open_library(settings), load_embedder(settings.embedding_model), CONFIG_DIR, asking)


def _say(line: str) -> None:
    """Flushed, for whoever reads along."""
    print(line, flush=True)


def _user() -> str:
    """Who runs this; in a container a user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@cli.command()
def fit(
    folder: Annotated[Path, typer.Argument(help="Where questions.jsonl and refusals.jsonl are.")],
) -> None:
    """Fit config/retrieval.yaml to questions with known answers, on the live generation; then build again."""
    settings = load_settings()
    live = LiveGuide(open_library(settings), load_embedder(settings.embedding_model))
    router = Router(CONFIG_DIR / "smalltalk.yaml")
    with live.reading() as searcher:
        fitted = fitting.fit(searcher, list(_examples(folder, router)))
    fitting.write(fitted, CONFIG_DIR / "retrieval.yaml")
    for name, value in fitted.figures.items():
        print(f"{name}: {value:.3f}")


@cli.command()
def tune(
    minutes: Annotated[float, typer.Option(help="Stop training after so many minutes at the latest.")] = 60.0,
) -> None:
    """Tune the bundled model on the guide and export it to models/ (needs make models); then build and fit again."""
    from bot.guide.tuning import base_model
    from bot.guide.tuning import tune as train

    settings = load_settings()
    guide = load_guide(settings.knowledge_dir)
    report = train(guide.articles, base_model(), BUNDLED_MODEL, minutes=minutes)
    print(f"{BUNDLED_MODEL.name}: {report.before:.3f} before, {report.best:.3f} after, {report.int8:.3f} as int8")


def _examples(folder: Path, router: Router) -> Iterator[fitting.Example]:
    """The messages that reach the search, as it gets them."""
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        question = router.route(clean(record["question"])).question
        yield fitting.Example(question, record["lang"], tuple(record["articles"]))
    for line in (folder / "refusals.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = clean(record["question"])
        if record["lang"] in LANGUAGES and has_words(text) and router.route(text).reason is None:
            yield fitting.Example(text, record["lang"], ())


def print_survey(rows: list[SectionSurvey]) -> None:
    """The table of `check`."""
    columns = "section", "", "articles", "words", "asked", "ease", "misplaced", "overdue", "due soon"
    table = Table(*columns, box=None)
    for row in rows:
        present = f"{row.articles}/{row.expected}" if row.expected else str(row.articles)
        medians = f"{row.words:.0f}", f"{row.questions:.0f}", f"{row.readability:.0f}"
        counts = str(row.misplaced_count), str(row.overdue_count), str(row.nearing_count)
        table.add_row(row.section, row.language, present, *medians, *counts)
    Console().print(table)


def main() -> None:
    """Run the command line: errors meant for a person are printed as they are, without a traceback."""
    try:
        cli()
    except ConsorciaError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
