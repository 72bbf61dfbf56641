"""A real guide, its real index, and the real bot in a process of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.guide.embedding import OnnxEmbedder
from bot.guide.publishing import Library
from bot.settings import CONFIG_DIR
from tests.support.assistants import SMALL_GUIDE
from tests.support.bot_api import BotApi
from tests.support.process import BotProcess
from tests.support.telegram import BotApiServer


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Path:
    """The folder of the small guide's index, as `python ingest.py build` leaves it."""
    folder = tmp_path_factory.mktemp("published") / "guide"
    Library(folder).publish(SMALL_GUIDE, CONFIG_DIR, embedder, by="tests")
    return folder


@pytest.fixture
def data_dir(published: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own, with the index in it."""
    folder = tmp_path / "data"
    shutil.copytree(published, folder / "guide")
    return folder


@pytest.fixture
def server(api: BotApi) -> Iterator[BotApiServer]:
    with BotApiServer(api) as running:
        yield running


@pytest.fixture
def new_process(server: BotApiServer, data_dir: Path) -> Iterator[Callable[..., BotProcess]]:
    """Makes processes that are not left running."""
    made: list[BotProcess] = []

    def make(**options: str) -> BotProcess:
        made.append(BotProcess(server, data_dir, **options))
        return made[-1]

    yield make
    for process in made:
        process.close()


@pytest.fixture
def process(new_process: Callable[..., BotProcess]) -> BotProcess:
    return new_process()
