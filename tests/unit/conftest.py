"""A small guide that was published once, for whoever reads it, edits it or publishes it again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.guide.following import LiveGuide
from tests.support.guide import SmallGuide


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    SmallGuide(folder).publish()
    return folder


@pytest.fixture(scope="session")
def live(published_once: Path) -> Iterator[LiveGuide]:
    """The same, open; tests only ask it."""
    guide = SmallGuide(published_once)
    opened = LiveGuide(guide.library, guide.embedder)
    yield opened
    opened.close()


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> SmallGuide:
    """A small guide without faults, published once; a copy, so that a test may do with it what it likes."""
    shutil.copytree(published_once, tmp_path, dirs_exist_ok=True)
    return SmallGuide(tmp_path)
