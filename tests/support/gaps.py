"""What tests of gaps work with: readers who ask, a guide that is only told of, and a voice that answers as told."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.gap_work import GapWork
from bot.desk.voice import Reply
from bot.guide.articles import LANGUAGES, Article
from bot.guide.following import LiveGuide
from bot.guide.publishing import Library
from bot.storage.changes import Answered, Change
from bot.storage.gap_storage import GapStorage
from bot.storage.gap_tables import Gap, GapQuestion, Notice
from bot.storage.questions import AnsweredQuestion, Questions
from bot.storage.readers import Readers
from bot.storage.tables import Question
from bot.storage.wishes import Waiting
from tests.support.assistants import an_article
from tests.support.guide import FakeEmbedder

ANA, LUIS, EVA, EDITOR = 501, 502, 7_000_000_003, 81
NOTHING = Reply("", "", (), "")
BRAZIL = ("cómo vendo en brasil", "cómo vendo mermelada en brasil", "vendo en brasil?")
FLOWERS = ("cómo exporto flores cortadas", "exporto flores cortadas cómo")


class Desk:
    """Readers, a guide and the work on gaps over one database.

    Args:
        engine: of a migrated database.
        guide: what is live.
    """

    def __init__(self, engine: AsyncEngine, guide: "ToldGuide | None" = None) -> None:
        self.engine = engine
        self.guide = guide or ToldGuide()
        self.voice = ToldVoice()
        self.storage = GapStorage.over(engine)
        self.work = self.reopened()

    def reopened(self, embedder: FakeEmbedder | None = None) -> GapWork:
        """The same after a restart, or in another process."""
        live, library = cast(LiveGuide, self.guide), cast(Library, self.guide)
        return GapWork.over(self.storage, live, library, embedder or FakeEmbedder(), Path(), self.voice)

    async def asks(self, chat_id: int, text: str, *, days_ago: float = 0, **about: Any) -> int:
        """A reader asks what the guide refuses, unless said otherwise; returns the question's number."""
        refused = AnsweredQuestion(chat_id, "es", text, "refuse", "not_covered", (), 0.1, "g1", 5)
        await Readers(self.engine).remember(chat_id, about.get("language", "es"), None)
        number = await Questions(self.engine).add(replace(refused, **about))
        if days_ago:
            when = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
            async with self.engine.begin() as connection:
                await connection.execute(update(Question).where(Question.id == number).values(asked_at=when))
        return number

    async def is_answered(self, chat_id: int, text: str, article: str = "markets/brazil", **about: Any) -> int:
        """A reader asks what the guide answers."""
        return await self.asks(
            chat_id, text, **{"outcome": "answer", "reason": "found", "articles": (article,)} | about
        )

    async def wishes(self, chat_id: int, text: str, **about: Any) -> int:
        """A reader asks in vain, and wants to be told."""
        number = await self.asks(chat_id, text, **about)
        assert await self.storage.wishes.agree(number, chat_id, "1")
        return number

    async def groups(self) -> list[list[str]]:
        """The texts of each gap, of all states, once they are up to date."""
        await self.work.desk.refresh()
        columns = select(Gap.id, Question.text).join(GapQuestion, GapQuestion.gap_id == Gap.id)
        columns = columns.join(Question, Question.id == GapQuestion.question_id).order_by(Question.id)
        found: dict[int, list[str]] = {}
        async with self.engine.connect() as connection:
            for row in await connection.execute(columns):
                found.setdefault(row.id, []).append(row.text)
        return list(found.values())

    async def gap_of(self, question_id: int) -> int:
        """The gap that a question belongs to, once that is up to date."""
        await self.work.desk.refresh()
        async with self.engine.connect() as connection:
            home = await connection.scalar(select(GapQuestion.gap_id).where(GapQuestion.question_id == question_id))
        assert home is not None
        return home

    async def publishes(self, *articles: Article) -> None:
        """The guide has these articles now, and what follows from that is done."""
        self.guide.publish(*articles)
        await self.work.telling.look_after()

    async def notices(self) -> list[tuple[int | None, str, str]]:
        """(chat, state, text) of every notice."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(select(Notice.chat_id, Notice.state, Notice.text).order_by(Notice.id))
            return [tuple(row) for row in rows]


class ToldGuide:
    """A live guide and its library: whatever was published last, without an index."""

    def __init__(self, *articles: Article) -> None:
        self.published = 0
        self.serves_it = True
        self.publish(*articles)

    def publish(self, *articles: Article) -> None:
        """Have these articles, and no others."""
        self.published += 1
        self.articles = {lang: {a.id: a for a in articles if a.language == lang} for lang in LANGUAGES}
        self.documents: dict[str, str] = {}

    def live_since(self) -> dt.datetime:
        return dt.datetime(2026, 12, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=self.published)

    def live(self) -> Path:
        return Path(f"generation-{self.published}")

    @contextmanager
    def reading(self) -> Iterator[SimpleNamespace]:
        digests = {f"{lang}/{a.id}": repr(a) for lang, known in self.articles.items() for a in known.values()}
        empty = SimpleNamespace(passages={"questions": [], "outside": []})
        generation = SimpleNamespace(
            id=f"generation-{self.published if self.serves_it else 0}",
            articles=self.articles,
            manifest=SimpleNamespace(
                articles={key: f"{hash(said):x}" for key, said in digests.items()}, documents=self.documents
            ),
            indexes=dict.fromkeys(LANGUAGES, empty),
        )
        yield SimpleNamespace(generation=generation)


class ToldVoice:
    """Answers with what `knows` says of a question, in whatever language; an article it is asked for, always."""

    def __init__(self) -> None:
        self.knows: Callable[[str], Reply] = lambda question: NOTHING
        self.asked: list[tuple[str, str, str | None]] = []

    def ask(self, question: str, language: str, article: str | None = None) -> Reply:
        self.asked.append((question, language, article))
        reply = self.knows(question)
        return reply if article is None else Reply(article, article, reply.considered, f"from {article}")

    def answer(self, reader: Waiting, reply: Reply) -> str:
        return f"{reader.language}: {reader.text} → {reply.text}"

    def correction(self, reader: Answered, change: Change) -> str | None:
        return f"{reader.language}: {reader.text} → {', '.join(change.gone)} | {', '.join(change.new)}"


def sure(article: str, *considered: str) -> Reply:
    """An answer that the guide gives surely."""
    return Reply(article, article, (article, *considered), f"says {article}")


def unsure(*considered: str) -> Reply:
    """No sure answer, but some articles that came to mind."""
    return Reply("", "", considered, "")


def brazil(summary: str = "Pida el registro.", **changes: Any) -> Article:
    """An article that answers what people ask about Brazil."""
    return an_article("markets/brazil", summary=summary, title="Vender en Brasil", **changes)
