"""Killed at any step of a publication: what is live is whole, and the next publication clears away what was left."""

import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from bot.guide import building
from tests.support.guide import SmallGuide

# Everything that a publication does to the disk, in its order; after one step is before the next.
STEPS = (
    "bot.guide.publishing.read_sources",
    "bot.guide.building._vectors",
    "bot.guide.building.shutil.copyfile",
    "bot.guide.building._write_lexical",
    "bot.guide.building._write_vectors",
    "bot.guide.building._write_learned",
    "pathlib.Path.touch",
    "pathlib.Path.write_text",
    "bot.guide.publishing._write",
    "os.replace",
    "bot.guide.publishing.Library._point_to",
    "bot.guide.publishing.Library._prune",
    # The mark of the candidate. Elsewhere in this list it would be the first of what was left before.
    "pathlib.Path.unlink",
)


class Killed(BaseException):
    """The process ends here."""


def publish_and_be_killed(guide: SmallGuide, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish up to the first call of a step; nothing runs after it, no cleaning up either."""

    def end(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as power:
        untidy = SimpleNamespace(copyfile=shutil.copyfile, rmtree=lambda *_, **__: None)
        power.setattr(building, "shutil", untidy)
        power.setattr(step, end)
        with pytest.raises(Killed):
            guide.publish()


def leftovers(guide: SmallGuide) -> set[str]:
    """What lies among the generations beside those that were published."""
    return {folder.name for folder in guide.generations.iterdir()} - {m.id for m in guide.library.manifests()}


def test_what_is_live_is_whole_after_every_step(published: SmallGuide, monkeypatch: pytest.MonkeyPatch) -> None:
    lives = [published.library.live().name]
    for number, step in enumerate(STEPS):
        published.change_an_article(f"Use {number} cajas de cartón.")
        publish_and_be_killed(published, step, monkeypatch)

        restarted = SmallGuide(published.knowledge.parent)
        assert restarted.answer("cómo empaco el café") == "export/packing"
        lives.append(restarted.library.live().name)
        # What the one before left is gone; this one may have left something.
        assert len(leftovers(restarted)) <= 1, step

    moved = [step for step, before, after in zip(STEPS, lives, lives[1:], strict=False) if before != after]
    assert moved == ["bot.guide.publishing.Library._prune"]
    assert published.publish().id == published.library.live().name
    assert leftovers(published) == set()
    for manifest in published.library.manifests():
        published.library.open(manifest.id, published.embedder).generation.close()


def test_a_manifest_that_was_half_written(published: SmallGuide) -> None:
    live, candidate = published.library.live().name, published.prepare().id
    path = published.generations / candidate / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])
    assert [manifest.id for manifest in published.library.manifests()] == [live]
    published.publish()
    assert leftovers(published) == set()


def test_a_removal_that_was_cut_off_leaves_no_generation(
    published: SmallGuide, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = published.prepare().id

    def end(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as power:
        power.setattr("bot.guide.publishing.shutil.rmtree", end)
        with pytest.raises(Killed):
            published.library.discard(candidate)
    assert candidate not in {manifest.id for manifest in published.library.manifests()}
    published.publish()
    assert leftovers(published) == set()
