"""Read a file of `config/` in the shape it must have."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.errors import SettingsError

Shape = TypeVar("Shape")


def read_yaml(path: Path, shape: TypeAdapter[Shape]) -> Shape:
    """What a YAML file says.

    Raises:
        SettingsError: naming the file and the key at fault.
    """
    try:
        return shape.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        fault = error.errors()[0]
        raise SettingsError(f"{path.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path.name}: cannot be read ({type(error).__name__})") from None
