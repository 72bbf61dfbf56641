"""Add questions to the guide's question files: shown first, then written at the end, whatever stands there by then."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.errors import ConsorciaError
from bot.guide.articles import MAX_ARTICLE_BYTES, OUTSIDE
from bot.guide.publishing import Library
from bot.guide.staging import FileDifference, Misplaced, compare, content_at, written
from bot.guide.text import words

MAX_LINES = 20
MAX_CHARACTERS = 300
# How long to wait for a publication that goes on.
WAIT_SECONDS = 20.0


class QuestionsNotAdded(ConsorciaError):
    """Base: nothing was written."""


class NothingNew(QuestionsNotAdded):
    """The questions stand there already, or there are none."""


class TooMuch(QuestionsNotAdded):
    """Too many questions at once, one that is too long, or a file that would be too large."""


class NoSuchArticle(QuestionsNotAdded):
    """The guide's folder has no such article."""


class CannotWrite(QuestionsNotAdded):
    """The guide's folder cannot be written to."""


class QuestionFiles:
    """The question files of the guide.

    Args:
        knowledge_dir: the guide's folder.
        library: whose publications are waited for, since they write there too.
    """

    def __init__(self, knowledge_dir: Path, library: Library) -> None:
        self._knowledge_dir = knowledge_dir
        self._library = library

    def difference(self, language: str, article: str, questions: Sequence[str]) -> FileDifference:
        """What adding questions would change.

        Args:
            language: of the questions.
            article: whose questions they are; `outside` for those that the guide does not answer.
            questions: one or more, as they were asked.

        Raises:
            QuestionsNotAdded: they cannot be added; its class says why.
        """
        place, before, after = self._changed(language, article, questions)
        return compare(place, before, after)

    def add(self, language: str, article: str, questions: Sequence[str]) -> str:
        """Add questions at the end of a file, as it is now; returns its place. It counts from the next publication on.

        Raises:
            QuestionsNotAdded: they cannot be added; its class says why.
            GenerationError: a publication goes on for too long.
        """
        with self._library.publishing(WAIT_SECONDS):
            place, _, after = self._changed(language, article, questions)
            try:
                with written(self._knowledge_dir, {place: after}):
                    return place
            except OSError as error:
                raise CannotWrite(f"{place} cannot be written ({error.strerror})") from error

    def _changed(self, language: str, article: str, questions: Sequence[str]) -> tuple[str, bytes | None, bytes]:
        """A file's place, what stands there, and what is to stand there."""
        lines = [line for line in map(as_line, questions) if line]
        if len(lines) > MAX_LINES or any(len(line) > MAX_CHARACTERS for line in lines):
            raise TooMuch(f"at most {MAX_LINES} questions of {MAX_CHARACTERS} characters at once")
        if article != OUTSIDE and not self._has(language, article):
            raise NoSuchArticle(f"the guide's folder has no article {language}/{article}")
        place = f"{language}/{article}.questions.txt"
        before = content_at(self._knowledge_dir, place)
        after = _with_lines(before or b"", lines)
        if len(after) > MAX_ARTICLE_BYTES:
            raise TooMuch(f"{place} would be larger than is read")
        return place, before, after

    def _has(self, language: str, article: str) -> bool:
        try:
            return content_at(self._knowledge_dir, f"{language}/{article}.md") is not None
        except Misplaced:
            return False


def as_line(question: str) -> str:
    """A question as a line of a file: what would mean something else there is taken away."""
    line = " ".join(question.split()).lstrip("#").strip()
    # What stands behind " | " would be another article.
    return re.sub(r"\s*\|\s*", " / ", line).strip(" /")


def _with_lines(content: bytes, lines: Sequence[str]) -> bytes:
    """A file with lines at its end, those left out that it has; its other bytes stay as they are."""
    text = content.decode("utf-8-sig", errors="replace")
    there = {_key(line.split(" | ")[0]) for line in text.splitlines()}
    new = {key: line for line in lines if (key := _key(line)) not in there}
    if not new:
        raise NothingNew("the questions stand there already")
    ending = "\r\n" if b"\r\n" in content else "\n"
    gap = "" if not content or content.endswith(b"\n") else ending
    return content + (gap + "".join(line + ending for line in new.values())).encode()


def _key(line: str) -> str:
    return " ".join(words(line)) or line
