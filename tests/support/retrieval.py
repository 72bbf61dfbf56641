"""A small guide to search, with weights that a reader can follow, whatever the real ones are."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.guide.generation import CONFIG_FILES
from bot.guide.search import EVIDENCE, Searcher
from bot.guide.signals import SIGNALS
from bot.settings import CONFIG_DIR
from tests.support.assistants import SMALL_GUIDE
from tests.support.guide import SMALL_CONFIG, SmallGuide

# Every signal counts alike; the guide covers what most of whose words it uses, and the first article is right when it
# uses most of them itself.
PLAIN: dict[str, Any] = {
    "weights": dict.fromkeys(SIGNALS, 1.0),
    "covered": dict.fromkeys(EVIDENCE, 0.0) | {"intercept": -6.0, "known": 12.0},
    "right": dict.fromkeys(EVIDENCE, 0.0) | {"intercept": -6.0, "coverage": 12.0},
    "refuse_below": 0.5,
    "answer_above": 0.5,
}
DOCUMENT = """El horno solar seca el plátano maduro en tres jornadas.

La bodega recibe canastillas azules los viernes.
"""


def write_retrieval(path: Path, **changes: Any) -> None:
    """Write a `retrieval.yaml`; a dictionary among the changes alters single values of its block."""
    config = copy.deepcopy(PLAIN)
    for key, value in changes.items():
        config[key] = config[key] | value if isinstance(value, dict) else value
    path.write_text(yaml.safe_dump(config), encoding="utf-8")


def plain_guide(folder: Path, **changes: Any) -> SmallGuide:
    """The guide of `tests/support/small_guide` and a document, with plain weights; not yet published."""
    shutil.copytree(SMALL_GUIDE, folder / "knowledge")
    document = folder / "knowledge" / "documents" / "secado_solar.txt"
    document.parent.mkdir()
    document.write_text(DOCUMENT, encoding="utf-8")
    config = folder / "config"
    config.mkdir()
    for name in CONFIG_FILES:
        if name not in SMALL_CONFIG:
            shutil.copyfile(CONFIG_DIR / name, config / name)
    for name, content in SMALL_CONFIG.items():
        (config / name).write_text(content, encoding="utf-8")
    write_retrieval(config / "retrieval.yaml", **changes)
    return SmallGuide(folder)


@contextmanager
def searching(guide: SmallGuide) -> Iterator[Searcher]:
    """A searcher of what is live, as long as the block runs."""
    generation = guide.open_live()
    try:
        yield Searcher(generation, guide.embedder)
    finally:
        generation.close()
