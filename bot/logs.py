"""Logging: JSON lines (or colours in a terminal), never a token, never what a reader wrote."""

import logging
import re
import sys
import traceback
from types import TracebackType

import structlog

# Errors of these packages speak of the machinery. Others may quote what a reader wrote.
_PACKAGES = {"aiosqlite", "alembic", "bot", "chromadb", "httpx", "psycopg", "sqlalchemy", "sqlite3", "telegram"}
_TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")


class _Redacting(logging.Formatter):
    """Wraps a formatter: a token in a URL, a trace or a message becomes ***. It works on the finished line, so that no
    logger of a library gets round it."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line without secrets."""
        return redact(self._inner.format(record))


def redact(text: str) -> str:
    """A text without Telegram tokens."""
    return _TOKEN.sub("***", text)


def trace(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Where an error came from and through, without the words of errors that may quote a reader."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < 10:
        kind = type(error)
        is_safe = kind.__module__.split(".")[0] in _PACKAGES or isinstance(error, OSError)
        told.append("".join(traceback.format_tb(error.__traceback__)) + kind.__qualname__)
        # The first line alone: a database puts the values of a refused row into the next.
        told[-1] += f": {str(error).partition(chr(10))[0]}" if is_safe else ""
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(told))


def set_up_logging(level: str = "INFO") -> None:
    """Send everything to standard error: standard output belongs to answers."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    in_terminal = sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if in_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(trace),
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(formatter))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # These log request addresses, and the token is in the address.
    for noisy in ("httpx", "httpcore", "chromadb", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
