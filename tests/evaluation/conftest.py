"""The real guide, indexed once with the bundled model, and how the assistant fares on the evaluation set."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering import Answering, open_answering
from bot.assistant.pipeline import Assistant
from bot.evaluating import Score, evaluate
from bot.guide.embedding import OnnxEmbedder
from bot.guide.publishing import Library
from bot.settings import CONFIG_DIR, PROJECT_DIR, Settings

FILES = ("questions", "refusals", "dialogues")


@pytest.fixture(scope="session")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """Over an index of the guide as it stands; building it takes minutes, so that one process does it for all."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    settings = Settings(data_dir=folder / "evaluation", knowledge_dir=PROJECT_DIR / "knowledge")
    embedder = OnnxEmbedder()
    library = Library(settings.guide_dir, settings.generations_kept)
    with library.publishing(wait_seconds=3_600):
        if library.live_or_none() is None:
            library.publish(settings.knowledge_dir, CONFIG_DIR, embedder, by="tests")
    opened = open_answering(settings, embedder)
    yield opened
    opened.live.close()


@pytest.fixture(scope="session")
def assistant(answering: Answering) -> Assistant:
    """Answers from the guide as it stands."""
    return answering.assistant


@pytest.fixture(scope="session")
def scores(assistant: Assistant) -> dict[str, list[Score]]:
    """How each message fared, by file."""
    return {name: evaluate(assistant, Path(__file__).parent / f"{name}.jsonl") for name in FILES}
