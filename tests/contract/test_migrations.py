"""The migrations lead from nothing to the tables of the code, back, and there again."""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Callable

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bot import storage
from bot.settings import PROJECT_DIR
from bot.storage.engine import MIGRATIONS, DatabaseError, is_up_to_date, migrate
from bot.storage.tables import Table

# Every table of the code is known once all of storage has been imported.
for module in pkgutil.iter_modules(storage.__path__):
    importlib.import_module(f"{storage.__name__}.{module.name}")

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


def on(address: str, act: Callable[[Connection], object]) -> object:
    """Do something on a connection with a transaction."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return act(connection)
    finally:
        engine.dispose()


def go(address: str, direction: Callable[[Config, str], None], revision: str) -> None:
    """Move the schema up or down."""

    def move(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        direction(config, revision)

    on(address, move)


def tables(address: str) -> set[str]:
    return set(on(address, lambda connection: inspect(connection).get_table_names()))


def differences(address: str) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Table.metadata))

    return on(address, compare)


def test_an_empty_database_gets_every_table_of_the_code(address: str) -> None:
    assert not is_up_to_date(address)
    migrate(address)
    assert is_up_to_date(address)
    assert tables(address) == {*Table.metadata.tables, "alembic_version"}
    assert differences(address) == []


def test_doing_it_again_changes_nothing(database: str) -> None:
    on(database, lambda c: c.execute(text("INSERT INTO inbox_update VALUES (1, CURRENT_TIMESTAMP, 'handled', NULL)")))
    migrate(database)
    assert on(database, lambda c: c.execute(text("SELECT update_id FROM inbox_update")).scalars().all()) == [1]


def test_several_processes_that_start_together_do_it_once(address: str) -> None:
    code = "import sys; from bot.storage.engine import migrate; migrate(sys.argv[1])"
    starts = [subprocess.Popen([sys.executable, "-c", code, address], cwd=PROJECT_DIR) for _ in range(3)]
    assert [start.wait(60) for start in starts] == [0, 0, 0]
    assert is_up_to_date(address)


def test_one_that_breaks_off_leaves_nothing_behind(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    create_table = op.create_table

    def break_off(name: str, *columns: object, **options: object) -> object:
        if name == "feedback":  # the last of the first migration
            raise OSError("no space left")
        return create_table(name, *columns, **options)

    monkeypatch.setattr(op, "create_table", break_off)
    with pytest.raises(DatabaseError, match="no space left"):
        migrate(address)
    monkeypatch.undo()
    assert tables(address) == set()
    migrate(address)
    assert is_up_to_date(address)


def test_down_to_nothing_and_up_again(database: str) -> None:
    go(database, command.downgrade, "base")
    assert tables(database) == {"alembic_version"}
    migrate(database)
    assert differences(database) == []


def test_every_step_can_be_taken_back_and_forth(address: str) -> None:
    for before, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        go(address, command.upgrade, revision)
        there = tables(address)
        go(address, command.downgrade, before)
        go(address, command.upgrade, revision)
        assert tables(address) == there
    assert differences(address) == []


def test_a_database_of_a_later_version_is_left_alone_with_one_clear_line(database: str) -> None:
    on(database, lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'")))
    with pytest.raises(DatabaseError, match="from-the-future") as caught:
        migrate(database)
    assert "\n" not in str(caught.value)
    assert not is_up_to_date(database)
