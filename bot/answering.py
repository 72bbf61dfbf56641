"""The assistant wired together without Telegram and the database: what answers in a terminal loads nothing else."""

from dataclasses import dataclass

from bot.assistant.answer import first_offered
from bot.assistant.pipeline import Assistant
from bot.guide.embedding import Embedder, load_embedder
from bot.guide.following import LiveGuide, OneGeneration
from bot.guide.gate import Ask
from bot.guide.publishing import Library
from bot.guide.search import Searcher
from bot.settings import CONFIG_DIR, Settings


@dataclass(frozen=True, slots=True)
class Answering:
    """Everything needed to answer, without Telegram or the database."""

    live: LiveGuide
    assistant: Assistant
    embedder: Embedder


def open_library(settings: Settings) -> Library:
    """The generations of the guide."""
    return Library(settings.guide_dir, settings.generations_kept)


def open_answering(settings: Settings, embedder: Embedder | None = None) -> Answering:
    """The assistant over the live guide.

    Raises:
        GenerationError: there is no index, or it cannot be used.
        ModelError: the embedding model cannot be loaded.
    """
    embedder = embedder or load_embedder(settings.embedding_model)
    live = LiveGuide(open_library(settings), embedder)
    return Answering(live, Assistant(live, CONFIG_DIR, settings.context_minutes), embedder)


def asking(searcher: Searcher) -> Ask:
    """How the gate asks a generation: as a reader would, who then sees one article first."""
    assistant = Assistant(OneGeneration(searcher), CONFIG_DIR)

    def ask(question: str, language: str) -> str:
        answer, _ = assistant.answer(question, default_language=language)
        return first_offered(answer)

    return ask
