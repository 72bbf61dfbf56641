"""What every test needs before python-telegram-bot is imported, and the fixtures that several folders share."""

import os

# Durations come as timedelta, as they do where the bot runs; without it each one is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")

import shutil
from pathlib import Path

import pytest

from bot.guide.articles import Guide, load_guide
from bot.storage.engine import migrate
from tests.support.assistants import SMALL_GUIDE
from tests.support.bot_api import BotApi


@pytest.fixture
def api() -> BotApi:
    """Telegram, before anyone has written."""
    return BotApi()


@pytest.fixture(scope="session")
def small_guide() -> Guide:
    """The articles of `tests/support/small_guide`."""
    guide = load_guide(SMALL_GUIDE)
    assert not guide.faults
    return guide


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(_empty_database: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database of the test's own."""
    path = tmp_path / "consorcia.db"
    shutil.copyfile(_empty_database, path)
    return f"sqlite:///{path}"
