"""Each part of an installation is examined, and each fault comes with what to do about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import doctor
from bot.__main__ import cli
from bot.doctor import Finding, examine
from bot.guide.embedding import OnnxEmbedder
from bot.settings import Settings
from bot.storage.engine import migrate
from tests.support.bot_api import BotApi
from tests.support.guide import FakeEmbedder, SmallGuide, write_insurance
from tests.support.telegram import TOKEN, BotApiServer


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApiServer]:
    with BotApiServer(BotApi()) as server:
        yield server


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallGuide:
    """An installation with nothing but a guide; the model is made of arithmetic, and loads at once."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    guide = SmallGuide(tmp_path)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(guide.knowledge))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(doctor, "load_embedder", lambda name: guide.embedder)
    monkeypatch.setattr(doctor, "CONFIG_DIR", guide.config)
    return guide


def found() -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine()}


def fault(subject: str) -> str:
    finding = found()[subject]
    assert not finding.is_well
    assert "\n" not in finding.message
    return finding.message


def test_everything_is_well(guide: SmallGuide, telegram: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = guide.publish()
    migrate(f"sqlite:///{guide.knowledge.parent / 'consorcia.db'}")
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", telegram.base_url)
    findings = examine()
    assert [finding.subject for finding in findings] == ["settings", "token", "database", "model", "index"]
    assert all(finding.is_well for finding in findings)
    messages = {finding.subject: finding.message for finding in findings}
    assert messages["token"].startswith("belongs to @")
    assert messages["database"] == "reached, schema up to date"
    assert messages["model"] == "fake (fake-1)"
    assert messages["index"] == f"{manifest.id}, 6 articles"


class TestSettings:
    def test_a_faulty_one_is_named_and_nothing_else_is_tried(
        self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTEXT_MINUTES", "never")
        (finding,) = examine()
        assert (finding.subject, finding.is_well) == ("settings", False)
        assert "CONTEXT_MINUTES" in finding.message


class TestToken:
    def test_none_is_no_fault_and_says_where_to_put_one(self, guide: SmallGuide) -> None:
        finding = found()["token"]
        assert finding.is_well
        assert "TELEGRAM_TOKEN in .env" in finding.message

    def test_one_that_telegram_does_not_know(
        self, guide: SmallGuide, telegram: BotApiServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TELEGRAM_TOKEN", "1234567890:another-token-that-nobody-was-given")
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.base_url)
        message = fault("token")
        assert "copy it again from @BotFather" in message
        assert "another-token" not in message

    def test_no_way_to_telegram(self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch) -> None:
        server = BotApiServer(BotApi())
        server.start()
        server.stop()
        monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", server.base_url)
        message = fault("token")
        assert "check the network" in message
        assert TOKEN not in message


class TestDatabase:
    def test_one_that_is_not_there_yet_is_no_fault(self, guide: SmallGuide) -> None:
        finding = found()["database"]
        assert (finding.is_well, finding.message) == (True, "not created yet; the bot creates it when it starts")

    def test_an_older_schema_is_no_fault(self, guide: SmallGuide) -> None:
        (guide.knowledge.parent / "consorcia.db").touch()
        finding = found()["database"]
        assert finding.is_well
        assert "upgrade its schema" in finding.message

    def test_one_that_is_no_database(self, guide: SmallGuide) -> None:
        (guide.knowledge.parent / "consorcia.db").write_text("no es una base de datos" * 100, encoding="utf-8")
        assert "not a database" in fault("database")

    def test_an_address_that_leads_nowhere_keeps_its_password(
        self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "nonsense://ana:secreto@127.0.0.1/consorcia")
        assert "secreto" not in fault("database")


class TestModel:
    def test_one_that_cannot_be_loaded_leaves_the_index_unexamined(
        self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(doctor, "load_embedder", lambda name: OnnxEmbedder(tmp_path / "model"))
        message = fault("model")
        assert "restore the folder" in message
        assert "EMBEDDING_MODEL" in message
        assert "index" not in found()


class TestIndex:
    def test_none(self, guide: SmallGuide) -> None:
        assert "run: python ingest.py build" in fault("index")

    def test_one_of_another_model(self, guide: SmallGuide) -> None:
        guide.publish(FakeEmbedder("fake-2"))
        message = fault("index")
        assert "another embedding model" in message
        assert "run: python ingest.py build" in message

    def test_a_torn_one(self, guide: SmallGuide) -> None:
        manifest = guide.publish()
        (guide.generations / manifest.id / "articles.json").write_text("[]", encoding="utf-8")
        message = fault("index")
        assert "articles.json" in message
        assert "rollback" in message

    def test_one_older_than_the_guides_files(self, guide: SmallGuide) -> None:
        guide.publish()
        write_insurance(guide.knowledge)
        message = fault("index")
        assert "older than the guide's files; run: python ingest.py build" in message


@pytest.mark.parametrize(("is_well", "code", "sign"), [(True, 0, "✓"), (False, 1, "✗")])
def test_the_command_ends_as_the_findings_are(
    monkeypatch: pytest.MonkeyPatch, is_well: bool, code: int, sign: str
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [Finding("index", is_well, "what to do")])
    result = CliRunner().invoke(cli, ["doctor"])
    assert (result.exit_code, result.stdout) == (code, f"{sign} index: what to do\n")
