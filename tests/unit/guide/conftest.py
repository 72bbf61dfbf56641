"""What the tests of the guide share."""

from pathlib import Path

import pytest

from tests.support.guide import SmallGuide


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """An empty guide."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    return folder


@pytest.fixture
def guide(tmp_path: Path) -> SmallGuide:
    """A small guide without faults, not yet published."""
    return SmallGuide(tmp_path)
