"""The Dockerfile cannot be built everywhere: what can be checked without an engine is checked here."""

import re
import shlex

import pytest

from bot.settings import PROJECT_DIR

LINES = re.sub(r"\\\n", " ", (PROJECT_DIR / "Dockerfile").read_text(encoding="utf-8")).splitlines()
INSTRUCTIONS = [line.split(maxsplit=1) for line in LINES if line.strip() and not line.startswith("#")]
COPIED = [
    source
    for name, rest in INSTRUCTIONS
    if name == "COPY" and "--from=" not in rest
    for source in [part for part in shlex.split(rest) if not part.startswith("--")][:-1]
]


def of(name: str) -> list[str]:
    """The arguments of every instruction of a name."""
    return [rest for found, rest in INSTRUCTIONS if found == name]


@pytest.mark.parametrize("path", COPIED)
def test_every_path_that_is_copied_exists(path: str) -> None:
    assert (PROJECT_DIR / path).exists()


def test_what_is_copied_is_not_ignored() -> None:
    ignored = (PROJECT_DIR / ".dockerignore").read_text(encoding="utf-8").split()
    assert not set(COPIED) & set(ignored)


def test_there_are_two_stages_of_the_python_that_the_project_asks_for() -> None:
    assert [stage.split()[0] for stage in of("FROM")] == ["python:3.11-slim", "python:3.11-slim"]


def test_it_does_not_run_as_root_and_says_how_it_is() -> None:
    assert of("USER") == ["consorcia"]
    assert "-m" in of("HEALTHCHECK")[0]
    assert "doctor" in of("HEALTHCHECK")[0]


def test_no_secret_is_baked_in() -> None:
    assert not [line for line in LINES if re.search(r"TOKEN|PASSWORD|SECRET", line)]
