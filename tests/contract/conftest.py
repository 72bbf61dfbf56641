"""Every test here runs on SQLite and on PostgreSQL, each in a database of its own."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import migrate, open_engine
from tests.support.announcing import Office
from tests.support.bot_api import BotApi
from tests.support.telegram import in_process_bot

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://root@127.0.0.1/test")


@pytest.fixture(scope="session")
def server() -> Iterator[psycopg.Connection]:
    """A connection to the PostgreSQL server; its tests are skipped where none answers."""
    try:
        connection = psycopg.connect(SERVER, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError as error:
        shown = make_url(SERVER).render_as_string(hide_password=True)
        pytest.skip(f"no PostgreSQL at {shown} (TEST_DATABASE_URL names another): {str(error).splitlines()[0]}")
    with connection:
        yield connection


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'contract.db'}"
        return
    server: psycopg.Connection = request.getfixturevalue("server")
    schema = f"contract_{secrets.token_hex(6)}"
    server.execute(f"CREATE SCHEMA {schema}")
    url = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    server.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def database(address: str) -> str:
    """The address of a database with today's schema."""
    migrate(address)
    return address


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(database)
    yield opened
    await opened.dispose()


@pytest.fixture
def office(engine: AsyncEngine, api: BotApi, tmp_path: Path) -> Office:
    """Staff, subscribers and a sender."""
    return Office(engine, in_process_bot(api), files_dir=tmp_path)
