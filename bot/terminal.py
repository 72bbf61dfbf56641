"""The assistant without Telegram: in a terminal, or as JSON lines for other programs."""

import json
import sys
import time
from typing import Any

from bot.answering import Answering, open_answering
from bot.assistant.answer import Answer, Outcome
from bot.assistant.context import Context
from bot.evaluating import Score
from bot.presentation.messages import text_with_choices
from bot.settings import load_settings

_SAMPLE = "¿Qué necesito para vender mis cremas en España?"


class Terminal:
    """Answers what is typed; keeps each session's context and language in memory."""

    def __init__(self, answering: Answering | None = None) -> None:
        self._assistant = (answering or open_answering(load_settings())).assistant
        self._contexts: dict[str, tuple[Context | None, str]] = {}

    def say(self, message: str, session: str = "") -> str:
        """The answer to one message as Markdown."""
        return text_with_choices(self._answer(message, session))

    def as_record(self, line: bytes) -> dict[str, Any]:
        """One line of input (plain text, or JSON with `message` and `session`) as one answer for programs.

        A line that cannot be read is reported in the same form, with an `error`.
        """
        started = time.perf_counter()
        try:
            message, session = _read(line)
        except ValueError as error:
            return {
                "question": line.decode("utf-8", errors="replace").strip("\r\n"),
                "language": "es",
                "outcome": Outcome.REFUSE,
                "articles": [],
                "text": "",
                "sources": [],
                "elapsed_ms": 0.0,
                "error": str(error),
            }
        answer = self._answer(message, session)
        if not session:
            self._contexts.pop(session, None)
        return {
            # JSON can escape half a character, which no output can hold.
            "question": message.encode(errors="replace").decode(),
            "language": answer.language,
            "outcome": answer.outcome,
            "articles": list(answer.articles),
            "text": text_with_choices(answer),
            "sources": [
                {"article": source.article, "title": source.title, "url": source.url} for source in answer.sources
            ],
            "elapsed_ms": round((time.perf_counter() - started) * 1000, 1),
        }

    def converse(self) -> None:
        """Talk until the input ends; without a terminal, answer each line in plain Markdown."""
        if not sys.stdin.isatty():
            for line in sys.stdin.buffer:
                text = line.decode("utf-8", errors="replace").strip()
                if text:
                    print(self.say(text), end="\n\n", flush=True)
            return
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console()
        console.print(
            "Consorcia en la terminal. Para conectarla a Telegram, ponga TELEGRAM_TOKEN en el archivo .env. "
            f"Salir: Ctrl-D.\nPor ejemplo: {_SAMPLE}\n"
        )
        while True:
            try:
                message = console.input("[bold]> [/bold]")
            except (EOFError, KeyboardInterrupt):
                console.print()
                return
            if message.strip():
                console.print(Markdown(self.say(message)), end="\n\n")

    def _answer(self, message: str, session: str) -> Answer:
        context, language = self._contexts.get(session, (None, "es"))
        answer, context = self._assistant.answer(message, context=context, default_language=language)
        self._contexts[session] = (context, answer.language)
        return answer


def print_evaluation(figures: dict[str, dict[str, float]], worst: list[Score]) -> None:
    """The table of an evaluation, and the misses below it."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    columns = list(dict.fromkeys(name for row in figures.values() for name in row))
    shown = Table("", *columns, box=None)
    for group, row in figures.items():
        cells = [f"{row[name]:.3f}" if name != "count" else f"{row[name]:.0f}" for name in columns if name in row]
        present = iter(cells)
        shown.add_row(group, *(next(present) if name in row else "" for name in columns))
    console.print(shown)
    for miss in worst:
        got, right = f"{miss.outcome}, {miss.first or 'no article'}", ", ".join(miss.expected)
        console.print(f"- {miss.question}\n  {got}; right: {right}", markup=False)


def _read(line: bytes) -> tuple[str, str]:
    """The message and session of a line; lines without a session are one each."""
    try:
        text = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        raise ValueError("the line is not valid UTF-8") from None
    if not text.lstrip().startswith("{"):
        return text, ""
    try:
        record = json.loads(text)
    except json.JSONDecodeError:
        return text, ""
    except RecursionError:
        raise ValueError("the line's JSON is nested too deeply") from None
    if not isinstance(record, dict) or not isinstance(record.get("message"), str):
        raise ValueError('a JSON line needs a "message"')
    session = record.get("session")
    return record["message"], "" if session is None else str(session)
