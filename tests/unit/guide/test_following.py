"""Readers follow the pointer within seconds, no query fails meanwhile, and nothing stays open that nobody reads."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.errors import GenerationError, SettingsError
from bot.guide import following, shelf
from bot.guide.following import LiveGuide
from bot.guide.generation import Generation
from tests.support.guide import FakeEmbedder, SmallGuide, write_insurance

QUESTION = "cómo empaco el café"


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(following, "time", SimpleNamespace(monotonic=clock))
    return clock


@pytest.fixture
def guide(published: SmallGuide) -> SmallGuide:
    """A small guide that has been published once."""
    return published


@pytest.fixture
def live(guide: SmallGuide, clock: Clock) -> Iterator[LiveGuide]:
    """A reader of the guide."""
    reader = LiveGuide(guide.library, guide.embedder)
    yield reader
    reader.close()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The generations that were closed, in order."""
    names: list[str] = []
    close = Generation.close

    def note_and_close(generation: Generation) -> None:
        names.append(generation.id)
        close(generation)

    monkeypatch.setattr(Generation, "close", note_and_close)
    return names


def served(live: LiveGuide) -> str:
    """Which generation answers now; that it does answer is checked too."""
    with live.reading() as searcher:
        result = searcher.search(QUESTION, "es")
        assert result.candidates[0].article == "export/packing"
        return result.generation


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def tear(guide: SmallGuide, name: str) -> None:
    (guide.generations / name / "passages.json").write_text("[", encoding="utf-8")


class TestFollowing:
    def test_a_publication_is_followed_within_two_seconds(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock
    ) -> None:
        published = guide.publish().id
        clock.now += 2.0
        assert served(live) == published

    def test_the_pointer_is_not_read_for_every_query(self, guide: SmallGuide, live: LiveGuide, clock: Clock) -> None:
        before = served(live)
        guide.publish()
        clock.now += following.FOLLOW_SECONDS / 2
        assert served(live) == before

    def test_new_articles_are_found(self, guide: SmallGuide, live: LiveGuide, clock: Clock) -> None:
        write_insurance(guide.knowledge)
        guide.publish()
        clock.now += 2.0
        with live.reading() as searcher:
            assert searcher.search("cómo aseguro la carga", "es").candidates[0].article == "export/insurance"

    def test_a_roll_back_is_followed(self, guide: SmallGuide, live: LiveGuide, clock: Clock) -> None:
        first = served(live)
        guide.publish()
        clock.now += 2.0
        served(live)
        guide.rollback()
        clock.now += 2.0
        assert served(live) == first

    def test_without_a_publication_there_is_nothing_to_follow(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path)
        with pytest.raises(GenerationError, match="no index yet"):
            LiveGuide(guide.library, guide.embedder)

    def test_vectors_of_another_model_are_refused_at_the_start(self, guide: SmallGuide) -> None:
        with pytest.raises(GenerationError, match="another embedding model"):
            LiveGuide(guide.library, FakeEmbedder("fake-2"))


class TestReadersMeanwhile:
    def test_a_reader_keeps_its_generation_until_it_leaves(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, closed: list[str]
    ) -> None:
        with live.reading() as searcher:
            first = searcher.generation.id
            for _ in range(2):
                last = guide.publish().id
                clock.now += 2.0
                assert served(live) == last
            assert first not in closed
            assert searcher.search(QUESTION, "es").generation == first
        assert first in closed
        assert last not in closed

    def test_a_failing_reader_leaves_too(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, closed: list[str]
    ) -> None:
        first = served(live)
        with pytest.raises(ZeroDivisionError), live.reading():
            raise ZeroDivisionError
        guide.publish()
        clock.now += 2.0
        served(live)
        assert closed == [first]

    def test_rolling_back_to_what_a_reader_still_reads(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, closed: list[str]
    ) -> None:
        with live.reading() as searcher:
            first = searcher.generation.id
            guide.publish()
            clock.now += 2.0
            second = served(live)
            guide.rollback()
            clock.now += 2.0
            assert served(live) == first
            # What is rolled back to is opened once to see that it can be.
            assert closed == [first, second]
        assert served(live) == first
        assert closed == [first, second]

    def test_no_query_fails_while_fifty_generations_come_and_go(
        self, published: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Published and rolled back by turns, while four readers ask without pause."""
        monkeypatch.setattr(following, "FOLLOW_SECONDS", 0.0)
        gone_live = [published.library.live().name]
        live = LiveGuide(published.library, published.embedder)
        done = threading.Event()

        def ask_until_done() -> list[str]:
            answers = [served(live)]
            while not done.wait(0.005):  # or four readers that only take turns leave the publisher no time
                answers.append(served(live))
            return answers

        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask_until_done) for _ in range(4)]
            try:
                for number in range(50):
                    if number % 5 == 0:
                        published.change_an_article(f"Use {number} cajas.")
                        gone_live.append(published.publish().id)
                    else:
                        gone_live.append(published.rollback(gone_live[-2]).id)
            finally:
                done.set()
            answered_by = [name for asked in asking for name in asked.result()]
        assert set(answered_by) <= set(gone_live)
        assert len(set(answered_by)) > 5
        assert served(live) == gone_live[-1]
        live.close()


class TestBrokenGenerations:
    def test_the_one_before_serves_on_and_the_log_says_so_once(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        before = served(live)
        broken = guide.publish().id
        tear(guide, broken)
        for _ in range(3):
            clock.now += 2.0
            assert served(live) == before
        [message] = refusals(caplog)
        assert broken in message
        assert "the one before keeps serving" in message
        assert "run: python ingest.py build" in message

    def test_the_next_sound_one_is_followed(self, guide: SmallGuide, live: LiveGuide, clock: Clock) -> None:
        tear(guide, guide.publish().id)
        clock.now += 2.0
        served(live)
        sound = guide.publish().id
        clock.now += 2.0
        assert served(live) == sound

    def test_coming_back_to_a_broken_one_is_said_again(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        before = served(live)
        broken = guide.publish().id
        tear(guide, broken)
        for name in (broken, before, broken):
            guide.pointer.write_text(name, encoding="ascii")
            clock.now += 2.0
            assert served(live) == before
        assert len(refusals(caplog)) == 2

    @pytest.mark.parametrize("content", [None, b"", b"\xff", b"20200101T000000000-abcdef"])
    def test_a_lost_pointer_changes_nothing(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, content: bytes | None
    ) -> None:
        before = served(live)
        guide.pointer.unlink()
        if content is not None:
            guide.pointer.write_bytes(content)
        clock.now += 2.0
        assert served(live) == before

    def test_another_models_generation_is_refused(
        self, guide: SmallGuide, live: LiveGuide, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        before = served(live)
        guide.publish(FakeEmbedder("fake-2"))
        clock.now += 2.0
        assert served(live) == before
        assert "another embedding model" in refusals(caplog)[0]

    def test_one_that_opens_but_cannot_be_searched_is_closed_again(
        self,
        guide: SmallGuide,
        live: LiveGuide,
        clock: Clock,
        closed: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(*_: object) -> None:
            raise SettingsError("retrieval.yaml: weights: Field required")

        before = served(live)
        unusable = guide.publish().id
        monkeypatch.setattr(shelf, "Searcher", refuse)
        clock.now += 2.0
        assert served(live) == before
        assert closed == [unusable]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux shows them")
class TestOpenFiles:
    """Chroma closes a moment later, in a thread of its own: what is leaving may be seen, what has left may not."""

    def open_files(self, guide: SmallGuide) -> list[str]:
        """The generation of every open file."""
        found = []
        for opened in Path("/proc/self/fd").iterdir():
            try:
                path = opened.readlink()
            except FileNotFoundError:  # the listing's own
                continue
            if path.is_relative_to(guide.generations):
                found.append(path.relative_to(guide.generations).parts[0])
        return found

    def test_they_do_not_grow_with_publications(self, guide: SmallGuide, live: LiveGuide, clock: Clock) -> None:
        for _ in range(8):
            guide.publish()
            clock.now += 2.0
            current = served(live)
        assert current in self.open_files(guide)
        assert len(set(self.open_files(guide))) <= 2

    def test_they_do_not_grow_with_readers_that_come_and_go(self, guide: SmallGuide, live: LiveGuide) -> None:
        served(live)
        of_one = len(self.open_files(guide))
        for _ in range(8):
            another = LiveGuide(guide.library, guide.embedder)
            served(another)
            another.close()
        assert len(self.open_files(guide)) <= 2 * of_one
        assert served(live)
