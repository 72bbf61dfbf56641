"""After a publication: ask what the guide could not answer again, and tell those who wait for it."""

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.desk.correcting import DOCUMENT, said_by
from bot.desk.gaps import GapDesk
from bot.desk.voice import Reply, Voice
from bot.errors import GenerationError
from bot.guide.articles import LANGUAGES
from bot.guide.following import LiveGuide
from bot.guide.publishing import Library
from bot.storage.gap_storage import GapStorage
from bot.storage.gap_summaries import wordings_of
from bot.storage.gaps import ANSWERED, OPEN, UNDECIDED, Asked, StoredGap
from bot.storage.notices import NewNotice
from bot.storage.wishes import Waiting

LOOK_SECONDS = 2.0
# Wordings of one gap that are tried, and how many of those that are must be answered.
_TRIED = 20
_ENOUGH = 0.5
# A reader whose own words are not surely answered gets what answers the others, if it is among the nearest to them.
_NEAR = 3

# By (language, id), since when an article says what it says; documents by their path.
ChangedAt = Mapping[tuple[str, str], dt.datetime]

_log = logging.getLogger(__name__)


class Telling:
    """Looks after each publication once, whichever of several processes does it.

    Args:
        storage: has the gaps, who waits for them, and where what they are told waits to be sent.
        library: says when something was published last.
        live: the guide as it is served.
        desk: keeps the gaps up to date.
        voice: asks again, and words what readers are told.
        clock: what time it is.
    """

    def __init__(
        self,
        storage: GapStorage,
        library: Library,
        live: LiveGuide,
        desk: GapDesk,
        voice: Voice,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._gaps = storage.gaps
        self._wishes = storage.wishes
        self._notices = storage.notices
        self._changes = storage.changes
        self._library = library
        self._live = live
        self._desk = desk
        self._voice = voice
        self._clock = clock
        self._done: dt.datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look after every publication until told to stop; one that is under way then is left to the next start."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            looking = asyncio.create_task(self.look())
            await asyncio.wait({looking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not looking.done():
                looking.cancel()
            try:
                await looking
            except asyncio.CancelledError:
                break
            except Exception:
                _log.exception("the last publication could not be looked after; again in a minute")
            await asyncio.wait({stopping}, timeout=LOOK_SECONDS)
        stopping.cancel()

    async def look(self) -> bool:
        """Look after the last publication, once this process serves it and unless another does; whether it did."""
        with suppress(GenerationError):
            published_at, name = self._library.live_since(), self._library.live().name
            if published_at == self._done or await asyncio.to_thread(self._served) != name:
                return False
            if await self._changes.are_looked_after(published_at):
                self._done = published_at
            elif await self._changes.claim(published_at, self._clock()):
                try:
                    await self.look_after()
                except BaseException:
                    await self._changes.give_up(published_at, self._clock())
                    raise
                await self._changes.finish(published_at, self._clock())
                return True
        return False

    async def look_after(self) -> None:
        """See what is live now; every step can be done twice, as after a process that died in the middle of it."""
        with self._live.reading() as searcher:
            said = said_by(searcher.generation)
        await self._changes.compare(said, self._clock())
        await self._notices.recall()
        await self._desk.refresh()
        changed = await self._changes.changed_at()
        for gap in await self._gaps.all_in((*UNDECIDED, ANSWERED)):
            if _may_have_changed(gap, changed):
                await self._ask_again(gap, changed)

    def _served(self) -> str:
        with self._live.reading() as searcher:
            return searcher.generation.id

    async def _ask_again(self, gap: StoredGap, changed: ChangedAt) -> None:
        """Answer a gap if most of its wordings are answered now, from what is new since they were asked."""
        waiting = await self._wishes.waiting(gap.id)
        tried = dict.fromkeys([*(reader.text for reader in waiting), *wordings_of(gap.asked)[:_TRIED]])
        replies = {text: await asyncio.to_thread(self._voice.ask, text, gap.language) for text in tried}
        first = {asked.text: asked for asked in gap.asked}  # the latest comes first, so that the earliest stays
        new = {text for text, reply in replies.items() if _is_new(reply, first.get(text, gap.asked[0]), changed)}
        sources = Counter(replies[text].source for text in new).most_common(1)
        if not sources or sources[0][1] < _ENOUGH * len(tried):
            if gap.state != OPEN:
                await self._notices.reopen(gap.id)
            return
        source = sources[0][0]
        notices: list[NewNotice] = []
        unlike: list[int] = []
        for reader in waiting:
            near = source if source in replies[reader.text].considered[:_NEAR] else None
            reply = await asyncio.to_thread(self._reply_to, reader, reader.text in new, near)
            if reply is None:
                unlike.append(reader.question_id)
            else:
                text = self._voice.answer(reader, reply)
                notices.append(NewNotice(reader.chat_id, reader.question_id, reader.language, reply.article, text))
        await self._notices.answer(gap.id, source, notices, unlike)
        _log.info("gap %d is answered: %d readers are told", gap.id, len(notices))

    def _reply_to(self, reader: Waiting, is_answered: bool, near: str | None) -> Reply | None:
        """The answer in a reader's language; nothing where what answers the others is far from what this one asked."""
        for article in [None] * is_answered + [near] * bool(near):
            reply = self._voice.ask(reader.text, reader.language, article)
            if reply.source:
                return reply
        return None


def _may_have_changed(gap: StoredGap, changed: ChangedAt) -> bool:
    """Whether it is worth asking again: something is new since; for an answered gap, what answered it."""
    if gap.state == ANSWERED:
        since = _changed_at(gap.article, changed)
        return bool(gap.asked and since and gap.decided_at and since > gap.decided_at)
    return bool(gap.asked) and any(since > gap.asked[-1].at for since in changed.values())


def _is_new(reply: Reply, asked: Asked, changed: ChangedAt) -> bool:
    """Whether a question is surely answered from what is new or other since it was asked."""
    since = _changed_at(reply.source, changed)
    return since is not None and since > asked.at


def _changed_at(source: str, changed: ChangedAt) -> dt.datetime | None:
    """When an article was changed last, in either language, or a document."""
    keys = ((language, source) for language in (*LANGUAGES, DOCUMENT))
    return max((changed[key] for key in keys if key in changed), default=None)
