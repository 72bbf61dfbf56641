"""Typed settings: the only reader of the environment, of `.env` and of `config/settings.toml`."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.errors import SettingsError

PROJECT_DIR = Path(__file__).resolve().parent.parent
CONFIG_DIR = PROJECT_DIR / "config"

StaffIds = Annotated[frozenset[int], NoDecode]


class Settings(BaseSettings):
    """Everything that differs between installations; environment beats `.env` beats `settings.toml`."""

    model_config = SettingsConfigDict(
        env_file=PROJECT_DIR / ".env",
        env_ignore_empty=True,
        toml_file=CONFIG_DIR / "settings.toml",
        extra="ignore",
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_file_url: str = "https://api.telegram.org/file/bot"

    data_dir: Path = Path("data")
    knowledge_dir: Path = Path("knowledge")
    database_url: SecretStr | None = None
    embedding_model: str = ""

    staff_admins: StaffIds = frozenset()
    staff_editors: StaffIds = frozenset()
    staff_announcers: StaffIds = frozenset()
    staff_chat_id: int | None = None

    generations_kept: int = Field(default=10, ge=2)
    context_minutes: int = Field(default=30, ge=1)
    answers_per_minute: int = Field(default=20, ge=1)

    announce_rate_per_second: int = Field(default=22, ge=1)
    announce_second_approval_above: int = Field(default=10_000, ge=0)
    quiet_hours: str = "20:00-08:00"

    office_hours: str = "mon-fri 08:00-17:00"
    answer_within_hours: int = Field(default=8, ge=1)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add `settings.toml` below the environment."""
        return (
            init_settings,
            _meant_to_be_empty(settings_cls),
            env_settings,
            dotenv_settings,
            TomlConfigSettingsSource(settings_cls),
        )

    @field_validator("staff_admins", "staff_editors", "staff_announcers", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("data_dir", "knowledge_dir")
    @classmethod
    def _relative_to_project(cls, value: Path) -> Path:
        return value if value.is_absolute() else PROJECT_DIR / value

    @property
    def guide_dir(self) -> Path:
        """Where the generations of the guide's index live."""
        return self.data_dir / "guide"

    @property
    def staff(self) -> dict[str, frozenset[int]]:
        """The members of staff that the settings name, by role."""
        return {"admin": self.staff_admins, "editor": self.staff_editors, "announcer": self.staff_announcers}

    @property
    def announced_files_dir(self) -> Path:
        """Where files to announce lie until the bot uploads them."""
        return self.data_dir / "announcements"

    @property
    def uploads_dir(self) -> Path:
        """Where files that editors send to the guide lie until they are published."""
        return self.data_dir / "uploads"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the state database; SQLite in `data_dir` unless `DATABASE_URL` is set."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'consorcia.db'}"


def _meant_to_be_empty(settings_cls: type[BaseSettings]) -> PydanticBaseSettingsSource:
    """`QUIET_HOURS=` says that there are none; every other variable that is empty is as if it were not set."""
    for source in (
        EnvSettingsSource(settings_cls, env_ignore_empty=False),
        DotEnvSettingsSource(settings_cls, env_ignore_empty=False),
    ):
        said = source.env_vars.get("quiet_hours")
        if said is not None:
            return InitSettingsSource(settings_cls, {} if said else {"quiet_hours": ""})
    return InitSettingsSource(settings_cls, {})


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: naming each faulty variable, never its value (it may be a secret).
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"settings: {faults}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"config/settings.toml: not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise SettingsError("config/settings.toml and .env must be saved as UTF-8") from None
