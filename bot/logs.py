"""Logging: JSON lines (or colours in a terminal), never a token, never what a reader wrote."""

import logging
import re
import sys

import structlog

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


def set_up_logging(level: str = "INFO") -> None:
    """Send everything to standard error: standard output belongs to answers."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    in_terminal = sys.stderr.isatty()
    # Plain traces: structlog's rich ones would print local variables, and with them what readers wrote.
    renderers: list[structlog.types.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if in_terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(formatter))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # These log request addresses, and the token is in the address.
    for noisy in ("httpx", "httpcore", "chromadb", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
