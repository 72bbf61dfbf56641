"""Whatever the guide finds wrong is said to editors in Spanish."""

import ast
from collections.abc import Iterator

import pytest

from bot.presentation.faults import reason
from bot.settings import PROJECT_DIR

MODULES = ("articles", "checking", "conversion", "documents", "golden", "isolation", "incoming")
SAYING = {"Fault", "_Unreadable", "Unusable"}


def reasons() -> Iterator[str]:
    """Every reason that the guide's code can give, with "7" for what only a certain file would say."""
    for module in MODULES:
        tree = ast.parse((PROJECT_DIR / "bot/guide" / f"{module}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            said: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                said = node.args
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason":
                said = [node.value]
            for text in map(spoken, said):
                if " " in text and not text.startswith(("7:", "7.")):
                    yield text


def spoken(node: ast.expr) -> str:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in parts)  # type: ignore[misc]
        case _:
            return ""


FOUND = sorted(set(reasons()))


def test_there_are_reasons_to_say() -> None:
    assert len(FOUND) > 30
    assert "7 words; between 7 and 7 read best" in FOUND


@pytest.mark.parametrize("text", FOUND)
def test_it_has_spanish(text: str) -> None:
    assert reason(text, "es") != text
    assert reason(text, "en") == text


@pytest.mark.parametrize(
    ("text", "spanish"),
    [
        ("summary: is missing", "falta «summary»"),
        ("sources.0.url: is missing", "falta «sources.0.url»"),
        ("title: 91 characters, at most 90", "«title» tiene 91 letras; máximo 90"),
        ("no translation: en/a/b.md does not exist", "falta la traducción: envíe también en/a/b.md"),
        (
            "the index 20261124T1-abc is torn (x.json); run: python ingest.py build",
            "esa versión está dañada o incompleta",
        ),
        (
            "the index cannot be written (Disk quota exceeded); what is live stays live",
            "el servidor no puede escribir el índice (Disk quota exceeded)",
        ),
        ("something that nobody has translated yet", "something that nobody has translated yet"),
    ],
)
def test_it_says_the_same(text: str, spanish: str) -> None:
    assert reason(text, "es") == spanish
