"""The command line: run, chat, ask, evaluate, gaps, doctor."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.errors import ConsorciaError
from bot.later import commands_of

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Consorcia: answers about export consortia, certification and exporting, strictly from a guide.",
)
cli.add_typer(
    typer.Typer(cls=commands_of("bot.announcing", "announce"), no_args_is_help=True),
    name="announce",
    help="Compose, approve and watch announcements; the running bot sends.",
)
cli.add_typer(
    typer.Typer(cls=commands_of("bot.subscribing", "subscribers"), no_args_is_help=True),
    name="subscribers",
    help="Bring subscribers from another bot, or take them along.",
)


@cli.command()
def run() -> None:
    """Run the bot in Telegram until it is stopped; without a token, talk in the terminal."""
    from bot.settings import load_settings

    settings = load_settings()
    if settings.telegram_token is None:
        chat()
        return
    from bot.app import run_bot
    from bot.logs import set_up_logging

    set_up_logging()
    asyncio.run(run_bot(settings))


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question; left out with --json.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Read one message a line from standard input; print one object a line.")
    ] = False,
) -> None:
    """Answer one question, or with --json every line of standard input."""
    from bot.terminal import Terminal

    if as_json == (question is not None):
        fail("give a question, or --json with one message a line on standard input", code=2)
    terminal = Terminal()
    if question is not None:
        print(terminal.say(question))
        return
    for line in sys.stdin.buffer:
        print(json.dumps(terminal.as_record(line), ensure_ascii=False), flush=True)


@cli.command()
def chat() -> None:
    """A conversation in the terminal; answers the lines given when standard input is no terminal."""
    from bot.terminal import Terminal

    Terminal().converse()


@cli.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Questions with known answers, one JSON object a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    worst: Annotated[int, typer.Option(help="How many misses to list.")] = 20,
) -> None:
    """Score questions with accepted articles, messages to refuse, and dialogues."""
    from bot.answering import open_answering
    from bot.evaluating import evaluate as score
    from bot.evaluating import misses, table
    from bot.settings import load_settings
    from bot.terminal import print_evaluation

    assistant = open_answering(load_settings()).assistant
    scores = [one for file in files for one in score(assistant, file)]
    if as_json:
        print(json.dumps(table(scores), ensure_ascii=False))
    else:
        print_evaluation(table(scores), misses(scores)[:worst])


@cli.command()
def report(
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page goes here, which needs no network.")] = None,
    days: Annotated[int, typer.Option(min=2, max=366, help="How many, today the last.")] = 30,
) -> None:
    """Show in figures how the assistant is used: questions, answers, articles, languages, satisfaction, tickets."""
    from bot.reporting import report as made

    print(made(days, html))


@cli.command()
def gaps(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print lines for a spreadsheet instead of a table.")] = False,
) -> None:
    """List what the guide could not answer, the most wanted first, with what it has nearest to it."""
    from bot.listing_gaps import list_gaps

    list_gaps(as_csv=as_csv)


@cli.command()
def doctor() -> None:
    """Check settings, token, database, model and index, and say what to do about each fault."""
    from bot.doctor import examine

    findings = examine()
    for finding in findings:
        print(f"{'✓' if finding.is_well else '✗'} {finding.subject}: {finding.message}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def fail(message: str, code: int = 1) -> NoReturn:
    """End with one line on standard error."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line: errors meant for a person are one line, whatever the command."""
    try:
        cli()
    except ConsorciaError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
