"""Commands that are loaded when they are called: who only asks does not wait for what announcing needs."""

import importlib
from functools import cache
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group


def commands_of(module: str, name: str) -> type[TyperGroup]:
    """A group with the commands of the Typer that a module has under a name."""

    @cache
    def loaded() -> TyperGroup:
        return get_group(getattr(importlib.import_module(module), name))

    class Later(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return loaded().list_commands(ctx)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return loaded().get_command(ctx, cmd_name)

    return Later
