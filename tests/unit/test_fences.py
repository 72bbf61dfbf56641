"""The architecture, held by reading the code: which way imports point, and which library has which home."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.guide.embedding import OnnxEmbedder
from bot.guide.publishing import Library
from bot.settings import CONFIG_DIR, PROJECT_DIR
from tests.support.guide import write_small_guide

BOT = PROJECT_DIR / "bot"
MODULES = sorted(BOT.rglob("*.py"))

GROUND = {"bot.guide", "bot.storage"}
# What each package may import beside itself, `bot.errors` and `bot.settings`.
ARROWS = {
    "guide": set(),
    "storage": set(),
    "assistant": GROUND,
    "journeys": GROUND,
    "desk": GROUND,
    "presentation": GROUND | {"bot.assistant.answer"},
    "announcements": GROUND | {"bot.presentation"},
    "handlers": GROUND | {"bot.assistant", "bot.journeys", "bot.announcements", "bot.desk", "bot.presentation"},
}
EVERYWHERE = {"bot.errors", "bot.settings"}

# The only places that may import a library, also within a function.
HOMES = {
    "telegram": {
        "bot.handlers",
        "bot.presentation",
        # The sender of announcements and what it is made of.
        "bot.announcements.sender",
        "bot.announcements.courier",
        "bot.announcements.arrival",
        "bot.announcements.keyboard",
        "bot.announcements.reminders",
        "bot.announcements.notices",
        "bot.announcements.one_by_one",
        "bot.server",
        "bot.app",
        "bot.doctor",
    },
    "chromadb": {"bot.guide.chroma"},
    "langchain_text_splitters": {"bot.guide.passages"},
    "bm25s": {"bot.guide.lexical"},
    "onnxruntime": {"bot.guide.embedding", "bot.guide.tuning"},
    "sentence_transformers": {"bot.guide.embedding", "bot.guide.tuning"},
    "torch": {"bot.guide.tuning"},
    "matplotlib": {"bot.presentation.pictures", "bot.announcements.report"},
    "sqlalchemy": {"bot.storage"},
    "alembic": {"bot.storage"},
}
# Beside the settings, only what gives a process apart its own environment may look at it.
READERS_OF_THE_ENVIRONMENT = {"bot.settings", "bot.guide.isolation"}

MOST_LINES = 400
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT_DIR).with_suffix("").parts).removesuffix(".__init__")


def imports_of(tree: ast.AST, module: str) -> Iterator[str]:
    """Every module that is imported, wherever the import stands; `from a import b` counts as `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (str(part.value) for part in node.args if isinstance(part, ast.Constant))


def is_within(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """(module, imported) for all of the code."""
    return tuple(
        (name_of(path), imported)
        for path in MODULES
        for imported in imports_of(ast.parse(path.read_text(encoding="utf-8")), name_of(path))
    )


class TestArrows:
    @pytest.mark.parametrize("package", ARROWS)
    def test_a_package_imports_only_what_lies_below_it(self, package: str) -> None:
        allowed = ARROWS[package] | EVERYWHERE | {f"bot.{package}"}
        assert [
            f"{module} imports {imported}"
            for module, imported in imports()
            if module.startswith(f"bot.{package}.") and imported.startswith("bot.") and not is_within(imported, allowed)
        ] == []

    def test_every_package_has_its_place(self) -> None:
        packages = {path.name for path in BOT.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
        assert packages <= set(ARROWS)

    def test_only_the_composition_root_imports_handlers(self) -> None:
        assert {
            module
            for module, imported in imports()
            if is_within(imported, {"bot.handlers"}) and not is_within(module, {"bot.handlers"})
        } <= {"bot.app"}

    def test_there_is_no_circle_of_packages(self) -> None:
        below = {package: {place.split(".")[1] for place in places} for package, places in ARROWS.items()}
        while leaves := {package for package, places in below.items() if not places & set(below)}:
            below = {package: places for package, places in below.items() if package not in leaves}
        assert below == {}


class TestHomes:
    @pytest.mark.parametrize("library", HOMES)
    def test_a_library_is_imported_only_at_home(self, library: str) -> None:
        assert {
            module
            for module, imported in imports()
            if is_within(imported, {library}) and not is_within(module, HOMES[library])
        } == set()

    def test_only_the_settings_read_the_environment(self) -> None:
        assert {
            name_of(path)
            for path in MODULES
            if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
        } <= READERS_OF_THE_ENVIRONMENT


class TestFiles:
    def test_names_say_what_is_inside(self) -> None:
        assert [
            name_of(path) for path in MODULES if set(re.split(r"[._]", name_of(path))) & NAMES_THAT_SAY_NOTHING
        ] == []

    def test_none_is_too_long_to_read(self) -> None:
        lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
        assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


class TestTheReading:
    """The fences see what they must see."""

    @pytest.mark.parametrize(
        ("code", "imported"),
        [
            ("import telegram.ext as t, os", ["telegram.ext", "os"]),
            ("def f():\n    from telegram import Bot, Update", ["telegram.Bot", "telegram.Update"]),
            ("if TYPE_CHECKING:\n    import torch", ["torch"]),
            ("from . import handlers", ["bot.guide.handlers"]),
            ("from ..handlers import ask", ["bot.handlers.ask"]),
            ("importlib.import_module('torch')", ["torch"]),
        ],
    )
    def test_an_import_is_seen_wherever_it_stands(self, code: str, imported: list[str]) -> None:
        assert list(imports_of(ast.parse(code), "bot.guide.text")) == imported

    def test_there_is_code_to_read(self) -> None:
        assert {"bot.app", "bot.guide", "bot.handlers.ask"} <= {name_of(path) for path in MODULES}
        assert len(set(imports())) > 100


class TestWhatAnsweringLoads:
    """Each of these takes longer to load, or more memory, than everything that answering needs."""

    HEAVY = (
        *("torch", "sentence_transformers", "transformers"),
        *("chromadb", "langchain_core", "langchain_text_splitters", "bm25s", "scipy", "sklearn"),
        *("telegram", "sqlalchemy", "alembic", "matplotlib", "rich.markdown"),
    )

    def loaded(self, *arguments: str, **environment: str) -> tuple[str, set[str]]:
        """What a command prints, and the modules that it imported."""
        ended = subprocess.run(
            [sys.executable, "-X", "importtime", *arguments],
            cwd=PROJECT_DIR,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stderr[-2000:]
        return ended.stdout, set(re.findall(r"^import time:.*\| +(\S+)$", ended.stderr, re.MULTILINE))

    def test_a_question_in_the_terminal_is_answered_without_them(self, tmp_path: Path) -> None:
        write_small_guide(tmp_path / "knowledge")
        Library(tmp_path / "data/guide").publish(tmp_path / "knowledge", CONFIG_DIR, OnnxEmbedder(), by="ana")
        printed, modules = self.loaded(
            *("-m", "bot", "ask", "¿cómo empaco el café?"),
            DATA_DIR=str(tmp_path / "data"),
            KNOWLEDGE_DIR=str(tmp_path / "knowledge"),
            EMBEDDING_MODEL="",
        )
        assert printed.strip()
        assert {"bot.answering", "onnxruntime"} <= modules
        assert not modules & set(self.HEAVY)
