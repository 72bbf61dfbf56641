"""Read a file of `config/` in the shape it must have."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.errors import SettingsError

Shape = TypeVar("Shape")

# libyaml's is ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Phrases(BaseModel):
    """Words or phrases in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    es: tuple[str, ...]
    en: tuple[str, ...]

    def of(self, language: str) -> tuple[str, ...]:
        """Those of one language."""
        return self.en if language == "en" else self.es

    @property
    def both(self) -> tuple[str, ...]:
        """Those of both languages."""
        return self.es + self.en


def read_yaml(path: Path, shape: TypeAdapter[Shape]) -> Shape:
    """What a YAML file says.

    Raises:
        SettingsError: naming the file and the key at fault.
    """
    try:
        return shape.validate_python(yaml.load(path.read_text(encoding="utf-8"), _LOADER))  # noqa: S506 - both are safe
    except ValidationError as error:
        fault = error.errors()[0]
        raise SettingsError(
            ": ".join(filter(None, (path.name, ".".join(map(str, fault["loc"])), fault["msg"])))
        ) from None
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path.name}: cannot be read ({type(error).__name__})") from None
