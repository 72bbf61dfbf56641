"""`python -m bot gaps`: the list of /vacios in a terminal, or as CSV."""

import asyncio
import csv
import io
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from bot import answering
from bot.__main__ import cli
from bot.errors import GenerationError
from bot.storage.engine import migrate, open_engine
from tests.support.gaps import ANA, BRAZIL, LUIS, Desk
from tests.support.guide import SmallGuide

Run = Callable[..., Result]


@pytest.fixture
def run(published: SmallGuide, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command over a small guide."""
    monkeypatch.setattr(answering, "load_embedder", lambda name: published.embedder)
    monkeypatch.setenv("DATA_DIR", str(published.pointer.parent.parent))
    monkeypatch.setenv("KNOWLEDGE_DIR", str(published.knowledge))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(cli, ["gaps", *arguments])


def asked(guide: SmallGuide, *questions: str) -> None:
    """Two people ask each of these in vain."""
    database = f"sqlite:///{guide.pointer.parent.parent / 'consorcia.db'}"
    migrate(database)

    async def ask() -> None:
        engine = open_engine(database)
        for question in questions:
            for chat in (ANA, LUIS):
                await Desk(engine).asks(chat, question)
        await engine.dispose()

    asyncio.run(ask())


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_table_for_people(run: Run, published: SmallGuide) -> None:
    asked(published, "[b]qué caja[/b]", "en qué caja mando los mangos")
    result = run()
    assert result.exit_code == 0
    assert "en qué caja mando los" in result.stdout
    assert "export/packing" in result.stdout
    assert "[b]" in result.stdout


def test_csv_for_a_spreadsheet(run: Run, published: SmallGuide) -> None:
    asked(published, *BRAZIL)
    result = run("--csv")
    assert result.exit_code == 0
    [row] = rows(result)
    assert (row["language"], row["state"], row["people"], row["times"]) == ("es", "open", "2", "6")
    assert row["question"] == min(BRAZIL, key=len)
    assert set(row["other_wordings"].split(" / ")) == set(BRAZIL) - {row["question"]}
    assert row["nearest_article"]
    assert 0 <= float(row["nearest_probability"]) <= 1
    assert str(ANA) not in result.stdout


@pytest.mark.parametrize("formula", ["=1+1", "+57 300 555", "-2", "@SUM(A1)", '=HYPERLINK("https://example.org")'])
def test_what_readers_write_is_no_formula(run: Run, published: SmallGuide, formula: str) -> None:
    asked(published, formula)
    [row] = rows(run("--csv"))
    assert row["question"] == f"'{formula}"


def test_nothing_is_one_clear_line(run: Run, published: SmallGuide) -> None:
    for _ in range(2):  # without a database, and with an empty one
        table, lines = run(), run("--csv")
        assert (table.exit_code, table.stdout.count("\n")) == (0, 1)
        assert "no gaps" in table.stdout
        assert lines.exit_code == 0
        assert rows(lines) == []
        assert lines.stdout.startswith("gap,language,")
        assert "no gaps" in lines.stderr
        asked(published)


def test_without_an_index_it_says_what_to_do(run: Run, published: SmallGuide) -> None:
    published.pointer.unlink()
    result = run()
    assert isinstance(result.exception, GenerationError)  # which the command line shows as one line, with exit code 1
    assert "ingest.py build" in str(result.exception)


def test_wrong_use(run: Run) -> None:
    assert run("--nonsense").exit_code == 2
