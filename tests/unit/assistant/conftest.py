"""What the tests of the assistant share: a small guide, published once, and an assistant over it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.assistant.clarifying import Clarifying
from bot.assistant.facets import Facets
from bot.assistant.fitting import Wanted
from bot.assistant.pipeline import Assistant
from bot.assistant.routing import Router
from bot.guide.articles import LANGUAGES
from bot.guide.asker import AskerWords
from bot.guide.following import LiveGuide
from bot.guide.signals import SignalReader
from bot.guide.text import words
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


@pytest.fixture(scope="session")
def clarifying() -> Clarifying:
    """With the sectors that are in use."""
    return Clarifying(CONFIG_DIR / "clarifying.yaml")


@pytest.fixture(scope="session")
def readers() -> dict[str, SignalReader]:
    """By language, as much of a reader as knows the products and places that are in use; it repairs no spelling."""

    def reader(language: str) -> SignalReader:
        vocabulary = SimpleNamespace(understand=lambda text: (words(text), []))
        return cast(SignalReader, SimpleNamespace(vocabulary=vocabulary, asker=AskerWords(CONFIG_DIR, language)))

    return {language: reader(language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def wanting(facets: Facets, clarifying: Clarifying, readers: dict[str, SignalReader]) -> Callable[[str, str], Wanted]:
    """What a question in a language wants of an article."""

    def wanting(question: str, language: str = "es") -> Wanted:
        reader, sectors = readers[language], clarifying.sectors
        asked = frozenset(facets.of(question, language))
        return Wanted(asked, sectors.said(question, reader), facets, lambda h: sectors.written(words(h), reader))

    return wanting


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """For files of configuration that a test breaks."""
    return tmp_path
