"""Which announcement a question is about, and whether it answers before the guide. The guide here knows how to pack, to
label, and to join a consortium."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

import pytest

from bot.announcements.content import Content
from bot.announcements.knowledge import Found, Knowledge
from bot.announcements.shelf import Reading
from bot.guide.following import LiveGuide
from bot.storage.announced import Announced
from bot.storage.reach import Audience
from bot.storage.stored_announcement import StoredAnnouncement

NOW = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
CALL = "📣 Convocatoria de pulpas de fruta\n\nInscripciones hasta el 30 de noviembre de 2026. Es gratis."
CALL_EN = "Call for fruit pulp\n\nSign up until 30 November 2026. It is free."
WORKSHOP = "Taller para empacar café en cajas de cartón: lunes 7 de diciembre."


def an_announcement(number: int, text: str, en: str = "") -> StoredAnnouncement:
    return StoredAnnouncement(
        number,
        "send",
        None,
        "done",
        "",
        Content(text).as_json(),
        Content(en).as_json() if en else None,
        (),
        Audience(),
        "",
        False,
        None,
        None,
        0,
        71,
        NOW,
        None,
        71,
        NOW,
        NOW,
    )


class Board:
    """The announcements that hold, by id; each text is a version of its own."""

    def __init__(self) -> None:
        self.texts: dict[int, tuple[str, str]] = {}
        self.reads = 0

    def announce(self, *texts: str, en: str = "") -> None:
        self.texts = {number: (text, en) for number, text in enumerate(texts, start=1)}

    async def current(self, now: dt.datetime) -> dict[int, int]:
        return {number: hash(texts) for number, texts in self.texts.items()}

    async def versions(self, of: Mapping[int, int]) -> list[StoredAnnouncement]:
        self.reads += 1
        return [an_announcement(number, *self.texts[number]) for number in of]


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def knowledge(board: Board, live: LiveGuide) -> Knowledge:
    return Knowledge(cast(Announced, board), live)


async def find(knowledge: Knowledge, question: str, answered_by: str = "", language: str = "es") -> Found | None:
    return await knowledge.find(question, language, answered_by, NOW)


async def comes_first(knowledge: Knowledge, question: str, answered_by: str = "", language: str = "es") -> bool | None:
    """Whether the announcement comes before the guide; nothing where none is near."""
    found = await find(knowledge, question, answered_by, language)
    return found and found.comes_first


class TestAnAnnouncementAnswers:
    @pytest.mark.parametrize(
        "question",
        [
            "¿cuándo cierra la convocatoria de pulpas?",
            "hasta cuando va la convocatoria de pulpas de fruta",
            "cuando cierra la combocatoria de las pulpaz",
            "¿cuánto cuesta la convocatoria de pulpas?",
            "cómo me inscribo en la convocatoria de pulpas",
        ],
    )
    @pytest.mark.parametrize("answered_by", ["", "consortia/how-to-join"])
    async def test_what_it_says_and_the_guide_does_not(
        self, knowledge: Knowledge, board: Board, question: str, answered_by: str
    ) -> None:
        board.announce(WORKSHOP, CALL)
        found = await find(knowledge, question, answered_by)
        assert found is not None
        assert (found.announcement.id, found.comes_first) == (2, True)

    async def test_when_it_is_asked_for_a_date(self, knowledge: Knowledge, board: Board) -> None:
        board.announce(WORKSHOP)
        assert await comes_first(knowledge, "¿cuándo es lo de empacar café en cajas?", "export/packing")
        board.announce("Taller para empacar café en cajas de cartón. Pronto les decimos más.")
        assert not await comes_first(knowledge, "¿cuándo es lo de empacar café en cajas?", "export/packing")

    async def test_by_one_word_that_only_it_has(self, knowledge: Knowledge, board: Board) -> None:
        board.announce("Alimentec, del 8 al 11 de junio en Bogotá")
        assert await comes_first(knowledge, "¿cuándo es Alimentec?")

    async def test_in_the_language_it_was_written_in(self, knowledge: Knowledge, board: Board) -> None:
        question = "when does the fruit pulp call close?"
        board.announce(CALL)
        assert await comes_first(knowledge, question, language="en") is None
        board.announce(CALL, en=CALL_EN)
        assert await comes_first(knowledge, question, language="en")
        assert await comes_first(knowledge, question, language="de") is None


class TestTheGuideStaysFirst:
    async def test_where_it_says_as_much(self, knowledge: Knowledge, board: Board) -> None:
        board.announce(WORKSHOP)
        assert await comes_first(knowledge, "¿en qué caja de cartón empaco el café?", "export/packing") is False

    async def test_with_a_document_that_answers(self, knowledge: Knowledge, board: Board) -> None:
        board.announce(CALL)
        assert await comes_first(knowledge, "¿qué dice la convocatoria de las pulpas?", "documents") is False

    @pytest.mark.parametrize(
        "question",
        [
            "¿cómo me uno a un consorcio?",
            "¿qué lleva la etiqueta?",
            "hola",
            "¿?",
            "¿cuándo?",
            "¿quién ganó el partido?",
        ],
    )
    async def test_alone_where_no_announcement_is_near(self, knowledge: Knowledge, board: Board, question: str) -> None:
        board.announce(CALL, WORKSHOP, "", en=CALL_EN)
        assert await comes_first(knowledge, question) is None

    async def test_also_where_it_is_silent_and_the_announcement_says_half(
        self, knowledge: Knowledge, board: Board
    ) -> None:
        board.announce(CALL)
        question = "¿la convocatoria de pulpas incluye hotel?"
        assert await comes_first(knowledge, question) is False
        assert await comes_first(knowledge, question, "consortia/how-to-join") is None


class TestWhatHolds:
    async def test_is_read_again_only_when_it_has_changed(self, knowledge: Knowledge, board: Board) -> None:
        board.announce(CALL)
        for _ in range(3):
            assert await find(knowledge, "la convocatoria de pulpas")
        assert board.reads == 1
        board.announce(CALL.replace("pulpas", "panela"))
        assert await comes_first(knowledge, "¿cuándo cierra la convocatoria de panela?")
        assert board.reads == 2

    async def test_is_forgotten_when_it_is_over(self, knowledge: Knowledge, board: Board) -> None:
        board.announce(CALL)
        assert await find(knowledge, "la convocatoria de pulpas")
        board.announce()
        assert await find(knowledge, "la convocatoria de pulpas") is None


class TestAskedAbout:
    """The reader has said which announcement they ask about."""

    @pytest.mark.parametrize(
        ("question", "answered_by", "expected"),
        [
            ("¿cuándo es?", "consortia/how-to-join", True),
            ("¿dónde es?", "", True),
            ("¿cuánto cuesta?", "export/labels", True),
            ("¿hasta qué día me puedo inscribir?", "consortia/how-to-join", True),
            ("¿sirve para pulpas?", "", True),
            ("¿qué lleva la etiqueta?", "export/labels", False),
            ("¿hay parqueadero?", "", False),
        ],
    )
    async def test_it_answers_what_it_says(
        self, knowledge: Knowledge, question: str, answered_by: str, expected: bool
    ) -> None:
        assert await knowledge.says(an_announcement(1, CALL), question, "es", answered_by) is expected

    async def test_in_english_too_what_was_only_said_in_spanish(self, knowledge: Knowledge) -> None:
        assert await knowledge.says(an_announcement(1, CALL), "when is it?", "en", "export/labels")


class TestWordsThatEveryArticleHas:
    @pytest.mark.parametrize(("weight", "is_special"), [(0.15, False), (0.35, True)])
    def test_tell_no_announcement_apart(self, weight: float, is_special: bool) -> None:
        said = {"consorci": weight, "export": weight}
        reading = Reading(an_announcement(1, CALL), said, frozenset(said), False, {})
        assert (reading.share, reading.is_special) == (1.0, is_special)

    @pytest.mark.parametrize("weight", [0.5, 0.7])
    def test_are_more_than_one(self, weight: float) -> None:
        reading = Reading(an_announcement(1, CALL), {"feri": weight}, frozenset({"feri"}), True, {})
        assert not reading.is_special
