"""Where each setting comes from, and how a faulty one is named without telling its value."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import CONFIG_DIR, PROJECT_DIR, Settings, load_settings


class Files:
    """The `.env` and `settings.toml` of an installation of its own."""

    def __init__(self, folder: Path) -> None:
        self.env = folder / ".env"
        self.toml = folder / "settings.toml"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Nothing is set but what a test sets."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    files = Files(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", files.env)
    monkeypatch.setitem(Settings.model_config, "toml_file", files.toml)
    return files


def fault() -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings()
    return str(raised.value)


class TestSources:
    def test_without_any_the_defaults_hold(self) -> None:
        settings = load_settings()
        assert settings.telegram_token is None
        assert settings.staff_admins == frozenset()
        assert settings.data_dir == PROJECT_DIR / "data"
        assert settings.embedding_model == ""

    def test_the_environment_beats_dotenv_beats_toml(self, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
        files.toml.write_text("context_minutes = 1\nanswers_per_minute = 1\ngenerations_kept = 5\n", encoding="utf-8")
        files.env.write_text("CONTEXT_MINUTES=2\nANSWERS_PER_MINUTE=2\n", encoding="utf-8")
        monkeypatch.setenv("CONTEXT_MINUTES", "3")
        settings = load_settings()
        assert (settings.context_minutes, settings.answers_per_minute, settings.generations_kept) == (3, 2, 5)

    def test_an_empty_variable_is_as_if_it_were_not_set(self, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
        files.toml.write_text("context_minutes = 7\n", encoding="utf-8")
        monkeypatch.setenv("CONTEXT_MINUTES", "")
        monkeypatch.setenv("TELEGRAM_TOKEN", "")
        assert load_settings().context_minutes == 7
        assert load_settings().telegram_token is None

    def test_what_is_not_a_setting_is_left_alone(self, files: Files) -> None:
        files.env.write_text("SOMETHING_ELSE=1\n", encoding="utf-8")
        files.toml.write_text("something_else = 1\n", encoding="utf-8")
        load_settings()

    def test_the_file_that_is_delivered_can_be_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(Settings.model_config, "toml_file", CONFIG_DIR / "settings.toml")
        assert load_settings().knowledge_dir == PROJECT_DIR / "knowledge"


class TestValues:
    def test_staff_is_listed_with_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STAFF_ADMINS", "501")
        monkeypatch.setenv("STAFF_EDITORS", " 502, 503 ,,504,")
        settings = load_settings()
        assert settings.staff_admins == {501}
        assert settings.staff_editors == {502, 503, 504}

    def test_staff_may_be_a_list_in_toml(self, files: Files) -> None:
        files.toml.write_text("staff_announcers = [501, 502]\n", encoding="utf-8")
        assert load_settings().staff_announcers == {501, 502}

    def test_relative_folders_start_at_the_project_whatever_the_working_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("KNOWLEDGE_DIR", "other/guide")
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "state"))
        settings = load_settings()
        assert settings.knowledge_dir == PROJECT_DIR / "other/guide"
        assert settings.guide_dir == tmp_path / "state/guide"

    def test_the_database_lies_in_the_data_folder_unless_it_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATA_DIR", "/srv/state")
        assert load_settings().database == "sqlite:////srv/state/consorcia.db"
        monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://bot:secreto@db/bot")
        assert load_settings().database == "postgresql+psycopg://bot:secreto@db/bot"

    def test_secrets_are_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_TOKEN", "123456:secreto")
        monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://bot:secreto@db/bot")
        assert "secreto" not in f"{load_settings()!r} {load_settings()}"


class TestFaults:
    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("STAFF_ADMINS", "501,ana-secreta"),
            ("STAFF_EDITORS", "501;502-secreta"),
            ("STAFF_CHAT_ID", "@secreta"),
            ("GENERATIONS_KEPT", "1"),
            ("GENERATIONS_KEPT", "secreta"),
            ("CONTEXT_MINUTES", "-5000001"),
        ],
    )
    def test_a_faulty_variable_is_named_and_its_value_is_not(
        self, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
    ) -> None:
        monkeypatch.setenv(variable, value)
        message = fault()
        assert message.startswith(f"settings: {variable}: ")
        assert "\n" not in message
        assert "secreta" not in message
        assert "5000001" not in message

    def test_all_of_them_are_named(self, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
        files.toml.write_text('context_minutes = "mucho"\n', encoding="utf-8")
        monkeypatch.setenv("GENERATIONS_KEPT", "muchas")
        assert "CONTEXT_MINUTES: " in fault()
        assert "GENERATIONS_KEPT: " in fault()

    def test_broken_toml_is_named_with_its_line(self, files: Files) -> None:
        files.toml.write_text('data_dir = "data"\ncontext_minutes = \n', encoding="utf-8")
        assert "settings.toml: not valid TOML: " in fault()
        assert "line 2" in fault()

    @pytest.mark.parametrize("name", ["toml", "env"])
    def test_files_that_are_not_utf8(self, files: Files, name: str) -> None:
        path: Path = getattr(files, name)
        path.write_bytes(b'data_dir = "a\xf1o"\n')
        assert "must be saved as UTF-8" in fault()
