"""What the desk needs of the assistant and the presentation, which lie above it: to ask again, and to word it."""

from dataclasses import dataclass
from typing import Protocol

from bot.storage.changes import Answered, Change
from bot.storage.wishes import Waiting


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says to a question that is asked again.

    `source` is the article, or the document, that answers it surely, "" where none does; `article` the same without
    documents; `considered` are the articles it thought of, nearest first; `text` is the answer as Markdown.
    """

    source: str
    article: str
    considered: tuple[str, ...]
    text: str


class Voice(Protocol):
    """Speaks to readers."""

    def ask(self, question: str, language: str, article: str | None = None) -> Reply:
        """Ask a question anew, for a reader of a language; with an article, as if they had said they mean that."""

    def answer(self, reader: Waiting, reply: Reply) -> str:
        """What a reader is told whose question is answered now, as Markdown."""

    def correction(self, reader: Answered, change: Change) -> str | None:
        """What a reader is told who was answered from an article before it changed; nothing if it answers no more."""
