"""A review in a process of its own: it comes back whole, faults too, and it ends when nobody waits for it any more."""

import asyncio
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot import reviewing
from bot.errors import ConsorciaError, GenerationError, SettingsError
from bot.guide.articles import Fault
from bot.guide.golden import GoldenQuestion
from bot.guide.publishing import Library, PublicationUnderWay
from bot.guide.sources import FaultyGuide
from tests.support.assistants import SMALL_GUIDE

GOLDEN = {
    "golden": [GoldenQuestion(question="¿Cómo me uno a un consorcio?", lang="es", articles=("consortia/joining",))]
}


@pytest.fixture
def knowledge(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small guide's files, which were published."""
    folder = tmp_path / "knowledge"
    shutil.copytree(SMALL_GUIDE, folder)
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    return folder


async def test_what_would_change_and_how_it_fares(knowledge: Path, data_dir: Path) -> None:
    path = knowledge / "es/export/rut.md"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: Otro ", 1), encoding="utf-8")
    live = Library(data_dir / "guide").live()
    review = await reviewing.review_apart(knowledge, GOLDEN, [("¿qué es el RUT?", "es")], "Ana (51)", 0.0)
    assert review.articles.changed == ("es/export/rut",)
    assert (review.verdict.golden[0].right, review.verdict.golden[0].right_before) == (1, 1)
    assert review.verdict.real_asked == 1
    library = Library(data_dir / "guide")
    assert library.live() == live
    assert library.has_candidate(review.candidate.id)
    assert review.candidate.by == "Ana (51)"


async def test_a_fault_comes_back_as_itself(knowledge: Path, data_dir: Path) -> None:
    (knowledge / "es/export/rut.md").write_text("sin encabezado\n", encoding="utf-8")
    with pytest.raises(FaultyGuide) as raised:
        await reviewing.review_apart(knowledge, {}, [], "Ana (51)", 0.0)
    assert [fault.path for fault in raised.value.faults] == ["knowledge/es/export/rut.md"]


@pytest.mark.parametrize(
    "error",
    [
        FaultyGuide([Fault("a.md", 3, "why")]),
        PublicationUnderWay(),
        GenerationError("the disk is full"),
        SettingsError("retrieval.yaml: no"),
    ],
)
def test_every_fault_crosses_whole(error: ConsorciaError) -> None:
    crossed = pickle.loads(pickle.dumps(error))
    assert (type(crossed), str(crossed), vars(crossed)) == (type(error), str(error), vars(error))


async def test_it_ends_when_nobody_waits_any_more(knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: asyncio.Future[asyncio.subprocess.Process] = asyncio.get_running_loop().create_future()
    start = asyncio.create_subprocess_exec

    async def note_and_start(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        started.set_result(await start(*arguments, **options))
        return started.result()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", note_and_start)
    waiting = asyncio.create_task(reviewing.review_apart(knowledge, {}, [], "Ana (51)", 0.0))
    child = await started
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert child.returncode is not None


async def test_one_that_was_killed_is_told(knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing.sys, "executable", shutil.which("false"))
    with pytest.raises(GenerationError, match="ended before it was done"):
        await reviewing.review_apart(knowledge, {}, [], "Ana (51)", 0.0)
