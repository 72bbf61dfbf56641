"""A DATABASE_URL that does not work ends in one clear line without the password."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ConsorciaError
from bot.settings import PROJECT_DIR
from bot.storage.engine import is_up_to_date, migrate

PASSWORD = "muy-secreta"

WRONG = {
    "nothing": ("hola", "DATABASE_URL is no database address"),
    "another database": (f"mysql://bot:{PASSWORD}@127.0.0.1/bot", 'DATABASE_URL names "mysql"'),
    "a port in words": (f"postgresql://bot:{PASSWORD}@127.0.0.1:puerto/bot", "DATABASE_URL is no database address"),
    "nobody there": (f"postgresql://bot:{PASSWORD}@127.0.0.1:1/bot", r"database .*127\.0\.0\.1:1/bot: .*refused"),
    "password behind": (f"postgresql://bot@127.0.0.1:1/bot?password={PASSWORD}", "database .*: .*refused"),
    "unknown option": (f"postgresql://bot@127.0.0.1:1/bot?no_such_option={PASSWORD}", "no_such_option"),
}


@pytest.mark.parametrize(("address", "expected"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("use", [migrate, is_up_to_date])
def test_is_one_line_without_the_password(use, address: str, expected: str) -> None:
    with pytest.raises(ConsorciaError, match=expected) as caught:
        use(address)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_refused_password_is_not_shown(server) -> None:
    address = f"postgresql://no_such_role:{PASSWORD}@{server.info.host}:{server.info.port}/{server.info.dbname}"
    with pytest.raises(ConsorciaError, match="no_such_role") as caught:
        migrate(address)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notas.txt"
    path.write_text("esto no es una base de datos " * 50)
    with pytest.raises(ConsorciaError, match="not a database"):
        migrate(f"sqlite:///{path}")
    assert path.read_text().startswith("esto no es")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("")
    with pytest.raises(ConsorciaError, match="archivo"):
        migrate(f"sqlite:///{tmp_path}/archivo/consorcia.db")


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/a/b/consorcia.db")
    assert (tmp_path / "a" / "b" / "consorcia.db").exists()


def test_the_command_line_shows_the_line_and_nothing_else(tmp_path: Path) -> None:
    address, _ = WRONG["nobody there"]
    environment = os.environ | {
        "DATABASE_URL": address,
        "DATA_DIR": str(tmp_path),
        "TELEGRAM_TOKEN": "1:x",
    }
    run = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "127.0.0.1:1/bot" in line
    assert PASSWORD not in line
