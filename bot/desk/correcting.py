"""What an article tells readers in figures, so that a publication that changes them is noticed; and who was told."""

import asyncio
import datetime as dt
import re

from bot.desk.voice import Voice
from bot.guide.articles import Article
from bot.guide.following import LiveGuide
from bot.guide.generation import Generation
from bot.guide.passages import plain
from bot.storage.changes import Answered, Change, Changes, Correction, Said
from bot.storage.notices import NewNotice, Notices

# How far back staff may go when they correct what readers were told.
DAYS = (30, 90, 365)
# Stands where articles have their language.
DOCUMENT = ""
# A sentence ends where another begins; "USD 1.200" and "art. 5" are within one.
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÁÉÍÓÚÑ¿¡])|\n+")


class Correcting:
    """Shows staff what changed, and sends corrections to those whom it concerns.

    Args:
        changes: what publications changed.
        notices: where corrections wait to be sent.
        live: the guide.
        voice: words what readers are told.
    """

    def __init__(self, changes: Changes, notices: Notices, live: LiveGuide, voice: Voice) -> None:
        self._changes = changes
        self._notices = notices
        self._live = live
        self._voice = voice

    async def undecided(self) -> list[Correction]:
        """Changes that concern someone and that nobody has decided about, latest first."""
        corrections = [await self._correction(change) for change in await self._changes.undecided()]
        return [one for one in corrections if any(one.readers.values())]

    async def get(self, change_id: int) -> Correction | None:
        """A change that nobody has decided about; nothing where somebody has."""
        change = await self._changes.get(change_id)
        return await self._correction(change) if change and change.state == "new" else None

    async def example(self, change: Change) -> str:
        """What one of the readers would be told; "" if nobody would."""
        answered = await self._answered(change, max(DAYS))
        text = await asyncio.to_thread(self._voice.correction, answered[-1], change) if answered else None
        return text or ""

    async def send(self, change_id: int, days: int, staff_id: int) -> int | None:
        """Tell everyone who was answered from an article in so many days before; how many, or nothing if too late."""
        change = await self._changes.get(change_id)
        if change is None:
            return None
        notices = []
        for one in await self._answered(change, days):
            text = await asyncio.to_thread(self._voice.correction, one, change)
            if text:
                notices.append(NewNotice(one.chat_id, one.question_id, one.language, change.article, text))
        detail = f"{change.language}/{change.article}, {days} days"
        return await self._notices.correct(change_id, staff_id, notices, detail)

    async def dismiss(self, change_id: int, staff_id: int) -> bool:
        """Nobody is told; false where that was decided already."""
        return await self._changes.dismiss(change_id, staff_id)

    async def _correction(self, change: Change) -> Correction:
        article = self._article(change)
        readers = {days: len(await self._answered(change, days)) if article else 0 for days in DAYS}
        return Correction(change, article.meta.title if article else change.article, readers)

    async def _answered(self, change: Change, days: int) -> list[Answered]:
        return await self._changes.answered_from(change, dt.datetime.now(dt.UTC) - dt.timedelta(days=days))

    def _article(self, change: Change) -> Article | None:
        with self._live.reading() as searcher:
            return searcher.generation.articles[change.language].get(change.article)


def said_by(generation: Generation) -> Said:
    """By (language, id): an article's digest, and what of it readers may have noted down; documents by their path."""
    digests = generation.manifest.articles
    documents: dict[tuple[str, str], tuple[str, list[str]]] = {
        (DOCUMENT, path): (digest, []) for path, digest in generation.manifest.documents.items()
    }
    return documents | {
        (language, article.id): (digests[f"{language}/{article.id}"], figures_of(article))
        for language, articles in generation.articles.items()
        for article in articles.values()
    }


def figures_of(article: Article) -> list[str]:
    """An article's summary, and its sentences with figures."""
    sentences = (part.strip() for part in _SENTENCE_END.split(plain(article.body)))
    return [article.meta.summary, *(s for s in sentences if any(c.isdigit() for c in s))]
