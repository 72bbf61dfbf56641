"""Follow the pointer: readers always search the live generation, and never fail while it changes."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.errors import ConsorciaError
from bot.guide.embedding import Embedder
from bot.guide.publishing import Library
from bot.guide.search import Searcher

FOLLOW_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Readable(Protocol):
    """What can be asked: the live guide, whichever generation that is, or a certain one."""

    def reading(self) -> AbstractContextManager[Searcher]:
        """A searcher, kept open while the block runs."""


class OneGeneration:
    """A generation or a candidate that someone opened, to be asked as the live guide is."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    @contextmanager
    def reading(self) -> Iterator[Searcher]:
        """Its searcher."""
        yield self._searcher


@dataclass(slots=True)
class _Opened:
    searcher: Searcher
    users: int = 0


class LiveGuide:
    """The live generation, opened for searching. Thread-safe.

    A generation that goes out of service is closed when its last reader leaves it. One that cannot be opened is
    named once in the log, and the generation before it keeps serving.

    Raises:
        GenerationError: nothing has been published, or what is live cannot be opened.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._counting = threading.Lock()
        self._following = threading.Lock()
        self._refused = ""
        self._looked = time.monotonic()
        self._current = library.live().name
        self._opened = {self._current: _Opened(library.open(self._current, embedder))}

    @contextmanager
    def reading(self) -> Iterator[Searcher]:
        """A searcher of the live generation, kept open while the block runs."""
        self._follow()
        with self._counting:
            name = self._current
            opened = self._opened[name]
            opened.users += 1
        try:
            yield opened.searcher
        finally:
            with self._counting:
                opened.users -= 1
                self._close_unused()

    def close(self) -> None:
        """Let go of every file."""
        with self._counting:
            self._current = ""
            self._close_unused()

    def _follow(self) -> None:
        if time.monotonic() - self._looked < FOLLOW_SECONDS or not self._following.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            live = self._live_name()
            if live == self._refused:
                return
            self._refused = ""
            if live == self._current:
                return
            if not self._serve(live):  # after a roll-back it may still be open for a reader
                self._serve(live, self._library.open(live, self._embedder))
            _log.info("guide generation %s is live", live)
        except ConsorciaError as error:
            self._refused = live
            _log.error("generation refused, the one before keeps serving: %s", error)
        finally:
            self._following.release()

    def _live_name(self) -> str:
        """What the pointer names; a pointer that cannot be read changes nothing."""
        try:
            return self._library.live().name
        except ConsorciaError:
            return self._current

    def _serve(self, name: str, searcher: Searcher | None = None) -> bool:
        """Give new readers this generation; without a searcher only if it is open already."""
        with self._counting:
            if searcher is not None:
                self._opened[name] = _Opened(searcher)
            elif name not in self._opened:
                return False
            self._current = name
            self._close_unused()
            return True

    def _close_unused(self) -> None:
        for name in [n for n, o in self._opened.items() if not o.users and n != self._current]:
            self._opened.pop(name).searcher.generation.close()
