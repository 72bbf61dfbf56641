"""What the tests of the assistant share: a small guide, published once, and an assistant over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant.composing import Facets
from bot.assistant.pipeline import Assistant
from bot.assistant.routing import Router
from bot.guide.following import LiveGuide
from bot.settings import CONFIG_DIR
from tests.support.guide import SmallGuide
from tests.support.retrieval import plain_guide


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> SmallGuide:
    """The small guide with one document; tests only read it."""
    guide = plain_guide(tmp_path_factory.mktemp("assistant"))
    guide.publish()
    return guide


@pytest.fixture(scope="session")
def live(published: SmallGuide) -> Iterator[LiveGuide]:
    live = LiveGuide(published.library, published.embedder)
    yield live
    live.close()


@pytest.fixture(scope="session")
def assistant(live: LiveGuide) -> Assistant:
    """It forgets a subject after 30 minutes."""
    return Assistant(live, CONFIG_DIR, context_minutes=30)


@pytest.fixture(scope="session")
def router() -> Router:
    """With the phrases that are in use."""
    return Router(CONFIG_DIR / "smalltalk.yaml")


@pytest.fixture(scope="session")
def facets() -> Facets:
    """With the words that are in use."""
    return Facets(CONFIG_DIR / "facets.yaml")


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """For files of configuration that a test breaks."""
    return tmp_path
