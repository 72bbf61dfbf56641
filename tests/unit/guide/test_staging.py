"""Files that are about to change: tried in a copy, then written all together or not at all."""

import os
from pathlib import Path

import pytest

from bot.guide.staging import Misplaced, compare, content_at, staged, written
from tests.support.editing import files_of


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    (folder / "es").mkdir(parents=True)
    (folder / "es/old.md").write_text("viejo", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref", encoding="utf-8")
    return folder


NEW = {"es/old.md": b"nuevo", "en/deep/new.md": b"new"}


class TestStaging:
    def test_the_copy_has_the_change_and_the_guide_has_not(self, knowledge: Path, tmp_path: Path) -> None:
        before = files_of(knowledge)
        with staged(knowledge, NEW, tmp_path / "scratch") as copy:
            assert copy.name == "knowledge"
            assert files_of(copy) == NEW
            assert files_of(knowledge) == before
        assert list((tmp_path / "scratch").iterdir()) == []

    def test_on_another_disk_it_is_copied(
        self, knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError("Invalid cross-device link")

        monkeypatch.setattr(os, "link", refuse)
        with staged(knowledge, {}, tmp_path / "scratch") as copy:
            assert files_of(copy) == {"es/old.md": b"viejo"}


class TestWriting:
    def test_all_are_written(self, knowledge: Path) -> None:
        with written(knowledge, NEW):
            pass
        assert {place: content_at(knowledge, place) for place in NEW} == NEW

    @pytest.mark.parametrize("failure", [RuntimeError("no"), KeyboardInterrupt()])
    def test_all_are_taken_back_when_it_fails(self, knowledge: Path, failure: BaseException) -> None:
        before = files_of(knowledge)
        with pytest.raises(type(failure)), written(knowledge, NEW):
            raise failure
        assert files_of(knowledge) == before

    def test_one_that_cannot_be_written_takes_the_others_back(
        self, knowledge: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = files_of(knowledge)
        (knowledge / "en").write_text("a file where a folder should be", encoding="utf-8")
        with pytest.raises(OSError, match="en"), written(knowledge, NEW):
            pytest.fail("the block must not run")
        assert files_of(knowledge) == before | {"en": b"a file where a folder should be"}

    @pytest.mark.parametrize("place", ["../x.md", "/etc/x.md", "es/../../x.md", "linked/x.md"])
    def test_no_place_leads_out(self, knowledge: Path, tmp_path: Path, place: str) -> None:
        (knowledge / "linked").symlink_to(tmp_path)
        with pytest.raises(Misplaced):
            content_at(knowledge, place)
        with pytest.raises(Misplaced), written(knowledge, {place: b"x"}):
            pytest.fail("the block must not run")


class TestComparing:
    def test_the_lines_that_differ(self) -> None:
        found = compare("es/a/b.md", b"uno\ndos\ntres\n", b"uno\nDOS\ntres\ncuatro\n")
        assert found.lines == ("-dos", "+DOS", "+cuatro")
        assert not found.is_new

    def test_what_is_new_and_what_stays(self) -> None:
        assert compare("es/a/b.md", None, b"uno\n").lines == ("+uno",)
        assert compare("es/a/b.md", None, b"uno\n").is_new
        assert compare("es/a/b.md", b"uno\n", b"uno\n").lines == ()

    def test_a_document_is_not_compared(self) -> None:
        assert not compare("documents/a.txt", b"uno", b"dos").is_text
