"""The database engine for both backends, and bringing the schema up to date."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import ConsorciaError, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(ConsorciaError):
    """The database cannot be reached or its schema does not fit."""


def open_engine(database: str) -> AsyncEngine:
    """An engine for a database URL whose schema `migrate` has brought up to date."""
    url = _url(database)
    engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=url.get_backend_name() != "sqlite")
    if url.get_backend_name() == "sqlite":
        _use_sqlite_safely(engine)
    return engine


def migrate(database: str) -> None:
    """Create or upgrade the schema.

    Raises:
        DatabaseError: the database cannot be reached or upgraded; the message holds no password.
    """
    url = _url(database)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(_synchronous(url), hide_parameters=True)
        with engine.begin() as connection:
            command.upgrade(_alembic(connection), "head")
        engine.dispose()
    except SQLAlchemyError as error:
        raise DatabaseError(f"database {url.render_as_string(hide_password=True)}: {_reason(error)}") from None


def is_up_to_date(database: str) -> bool:
    """Whether the schema is the one this version of the code expects.

    Raises:
        DatabaseError: the database cannot be reached.
    """
    url = _url(database)
    try:
        engine = create_engine(_synchronous(url), hide_parameters=True)
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        engine.dispose()
    except SQLAlchemyError as error:
        raise DatabaseError(f"database {url.render_as_string(hide_password=True)}: {_reason(error)}") from None
    return current == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _url(database: str) -> URL:
    try:
        url = make_url(database)
    except ArgumentError:
        raise SettingsError("DATABASE_URL is no database address; see docs/operate.md") from None
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise SettingsError(f'DATABASE_URL names "{other}"; sqlite and postgresql are supported')


def _synchronous(url: URL) -> URL:
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _use_sqlite_safely(engine: AsyncEngine) -> None:
    """WAL for readers beside a writer; BEGIN IMMEDIATE since deferred transactions lose updates silently."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
