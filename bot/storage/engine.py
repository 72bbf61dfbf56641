"""The database engine for both backends, and bringing the schema up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConsorciaError, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6D69  # of migrations, among the advisory locks of PostgreSQL


class DatabaseError(ConsorciaError):
    """The database cannot be reached or its schema does not fit."""


def open_engine(database: str) -> AsyncEngine:
    """An engine for a database URL whose schema `migrate` has brought up to date."""
    url = _url(database)
    engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=url.get_backend_name() != "sqlite")
    if url.get_backend_name() == "sqlite":
        _use_sqlite_safely(engine.sync_engine, "foreign_keys=ON")
    return engine


def exists(database: str) -> bool:
    """Whether there is a database to ask at all: on SQLite, asking for one that is not there would make it."""
    url = _url(database)
    return url.get_backend_name() != "sqlite" or bool(url.database and Path(url.database).exists())


def insert_for(engine: AsyncEngine | Connection | AsyncConnection) -> Any:
    """The `insert` of this database's dialect: the one that knows ON CONFLICT."""
    return sqlite_insert if engine.dialect.name == "sqlite" else postgresql_insert


def migrate(database: str) -> None:
    """Create or upgrade the schema: wholly or not at all, and once when several processes start together.

    Raises:
        DatabaseError: the database cannot be reached or upgraded; the message holds no password.
    """
    with _connection(_url(database)) as connection:
        if connection.dialect.name == "postgresql":  # on SQLite the transaction itself keeps the others out
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))")
        command.upgrade(_alembic(connection), "head")


def is_up_to_date(database: str) -> bool:
    """Whether the schema is the one this version of the code expects.

    Raises:
        DatabaseError: the database cannot be reached.
    """
    with _connection(_url(database)) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory(str(MIGRATIONS)).get_current_head()


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    """A connection with a transaction; whatever goes wrong is one clear line without a password."""
    engine = create_engine(_synchronous(url), hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        _use_sqlite_safely(engine)  # without foreign keys: Alembic replaces tables that others refer to
    try:
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        with engine.begin() as connection:
            yield connection
    except (SQLAlchemyError, CommandError, OSError) as error:
        # A password may be among the options behind the address too.
        shown = url.set(query={}).render_as_string(hide_password=True)
        raise DatabaseError(f"database {shown}: {_reason(error)}") from None
    finally:
        engine.dispose()


def _url(database: str) -> URL:
    try:
        url = make_url(database)
    except (ArgumentError, ValueError):
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


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _use_sqlite_safely(engine: Engine, *pragmas: str) -> None:
    """WAL for readers beside a writer; BEGIN IMMEDIATE since deferred transactions lose updates silently."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
