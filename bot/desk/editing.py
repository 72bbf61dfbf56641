"""Change the guide from a chat: keep what an editor sends, try it as a candidate, publish it or discard it.

Nothing is written into the guide's folder before it is published, and a change that cannot be published (a restart,
another editor, a fault) keeps its files for another try.
"""

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.desk import landing
from bot.desk.file_store import FileStore
from bot.errors import ConsorciaError
from bot.guide.articles import LANGUAGES
from bot.guide.embedding import Embedder
from bot.guide.generation import Manifest
from bot.guide.golden import GoldenQuestion, golden_questions
from bot.guide.incoming import Incoming, Kind, receive
from bot.guide.publishing import Library
from bot.guide.reviewing import Review
from bot.guide.search import Searcher, read_config
from bot.guide.staging import FileDifference, compare, content_at, digest_of, staged
from bot.storage.audit import Audit
from bot.storage.questions import Questions
from bot.storage.uploads import Upload, Uploads

# Of the guide's files, golden questions by file, real questions, who asks, how long to wait for another publication.
Reviewing = Callable[
    [Path, Mapping[str, Sequence[GoldenQuestion]], Sequence[tuple[str, str]], str, float], Awaitable[Review]
]

_REVIEWED = re.compile(r"^reviewed:.*$", re.MULTILINE)


class NothingWaiting(ConsorciaError):
    """There is nothing that an editor could review or publish."""

    def __init__(self) -> None:
        super().__init__("nothing was sent, or it was published or discarded already")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was kept: what it becomes, whether it replaces one, and whether another editor works on that too."""

    incoming: Incoming
    replaces: bool
    is_shared: bool


class Editing:
    """What editors do with the guide.

    Args:
        library: the generations.
        embedder: the model.
        config_dir: the retrieval configuration that is built with.
        reviewing: builds a candidate and judges it, leaving the loop free.
        uploads: what editors sent.
        questions: has the last real questions.
        audit: keeps who went back to which generation.
        knowledge_dir: the guide's folder.
        folder: where the content of uploads lies.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        config_dir: Path,
        reviewing: Reviewing,
        uploads: Uploads,
        questions: Questions,
        audit: Audit,
        knowledge_dir: Path,
        folder: Path,
    ) -> None:
        self.library = library
        self._embedder = embedder
        self._config_dir = config_dir
        self._reviewing = reviewing
        self._uploads = uploads
        self._questions = questions
        self._audit = audit
        self._knowledge_dir = knowledge_dir
        self._store = FileStore(folder)
        self._landing = landing.Landing(library, knowledge_dir, config_dir, folder)

    async def receive(
        self, staff_id: int, name: str, data: bytes, language: Callable[[str], str], article: str | None = None
    ) -> Received:
        """Keep a file that an editor sent; the other arguments are those of `bot.guide.incoming.receive`.

        Raises:
            Refusal: it can become nothing.
        """
        waiting = await self.waiting(staff_id)
        ids = await asyncio.to_thread(self._ids, waiting)
        incoming = await asyncio.to_thread(receive, name, data, language, ids, self.library.documents, article)
        return await self._keep(staff_id, name, incoming, data, waiting)

    async def waiting(self, staff_id: int) -> list[Upload]:
        """What an editor has sent and neither published nor discarded."""
        return [upload for upload in await self._uploads.of(staff_id) if self._store.has(upload.digest)]

    async def is_unpublished(self) -> bool:
        """Whether the guide's folder has changes that were not published: someone wrote them there otherwise."""
        sources = self._knowledge_dir, self._config_dir
        return await asyncio.to_thread(self.library.is_stale, *sources, self._embedder)

    async def differences(self, staff_id: int) -> list[FileDifference]:
        """What an editor's files would change in those that stand in their places now."""
        waiting = await self.waiting(staff_id)
        return [
            compare(place, content_at(self._knowledge_dir, place), content)
            for place, content in self._contents(waiting).items()
        ]

    async def review(self, staff_id: int, by: str) -> Review:
        """Build a candidate from the guide with an editor's files in it, and judge it.

        Raises:
            NothingWaiting: the editor has sent nothing, and the guide's folder has nothing new either.
            Conflict: somebody else changed the same files meanwhile.
            FaultyGuide: the guide would have faults.
            PublicationUnderWay: another publication does not end in time.
            GenerationError, SettingsError: the candidate cannot be built.
        """
        waiting = await self.waiting(staff_id)
        if not waiting and not await self.is_unpublished():
            raise NothingWaiting
        await asyncio.to_thread(self._landing.check_conflicts, waiting)
        real = await self._questions.latest()
        gate = read_config(self._config_dir / "retrieval.yaml").gate
        golden = await asyncio.to_thread(golden_questions, self._knowledge_dir, gate.also)
        copy = staged(self._knowledge_dir, self._contents(waiting), self._store.folder)
        with ExitStack() as opened:
            folder = await asyncio.to_thread(opened.enter_context, copy)
            return await self._reviewing(folder, golden, real, by, landing.WAIT_SECONDS)

    @contextmanager
    def candidate(self, name: str) -> Iterator[Searcher]:
        """A candidate, opened to be asked.

        Raises:
            GenerationError: it is gone.
        """
        searcher = self.library.open(name, self._embedder)
        try:
            yield searcher
        finally:
            searcher.generation.close()

    async def publish(self, staff_id: int, candidate: str, by: str, forced: str = "") -> Manifest:
        """Write an editor's files into the guide and make the candidate live that was built from them.

        Args:
            staff_id: the editor.
            candidate: what they reviewed.
            by: the editor as the list of generations names them.
            forced: why it is published though the gate refused it.

        Raises:
            NothingWaiting: there is nothing (any more) to publish.
            Conflict: somebody else changed the same files meanwhile.
            Outdated: the guide, or what is live, changed otherwise since the review; review again.
            CannotWrite: the guide's folder cannot be written to.
            PublicationUnderWay: another publication does not end in time.
            GenerationError: the gate refused it, or the disk is full.
        """
        waiting = await self.waiting(staff_id)
        if not waiting and not self.library.has_candidate(candidate):
            raise NothingWaiting
        contents = self._contents(waiting)
        manifest = await asyncio.to_thread(self._landing.publish, waiting, contents, candidate, by, forced)
        places = ", ".join(upload.place for upload in waiting)
        action = "guide forced" if manifest.forced else "guide published"
        await self._uploads.settle(staff_id, action, ": ".join(filter(None, [manifest.id, places, manifest.forced])))
        await self.prune()
        return manifest

    async def discard(self, staff_id: int, candidate: str = "") -> None:
        """Forget what an editor sent, and the candidate that was built from it."""
        waiting = await self.waiting(staff_id)
        self.library.discard(candidate)
        if waiting:
            places = ", ".join(upload.place for upload in waiting)
            await self._uploads.settle(staff_id, "guide change discarded", places)
            await self.prune()

    async def take_out(self, staff_id: int, upload_id: int) -> str:
        """Forget one of the files that an editor sent; returns its place, "" where there is no such file."""
        place = await self._uploads.take_out(staff_id, upload_id)
        await self.prune()
        return place

    async def keep_mine(self, staff_id: int) -> None:
        """An editor has seen what others changed meanwhile, and wants their own files in these places."""
        waiting = await self.waiting(staff_id)
        bases = {upload.place: digest_of(content_at(self._knowledge_dir, upload.place)) for upload in waiting}
        await self._uploads.rebase(staff_id, bases)

    async def mark_reviewed(self, staff_id: int, language: str, article: str, today: dt.date) -> bool:
        """Put into an editor's change that a person checked an article today; false where there is no such article."""
        place = f"{language}/{article}.md"
        waiting = await self.waiting(staff_id)
        content = self._contents(waiting).get(place) or content_at(self._knowledge_dir, place)
        if content is None:
            return False
        text, found = _REVIEWED.subn(f"reviewed: {today}", content.decode("utf-8-sig"), count=1)
        if not found:
            return False
        await self._keep(staff_id, Path(place).name, Incoming(Kind.ARTICLE, place), text.encode(), waiting)
        return True

    async def roll_back(self, staff_id: int, to: str) -> Manifest:
        """Make an earlier generation live again; the guide's files stay as they are.

        Raises:
            GenerationError: it is gone or broken, or another publication goes on. What is live stays live.
        """
        manifest = await asyncio.to_thread(self.library.rollback, self._embedder, to)
        await self._audit.add(staff_id, "guide rolled back", detail=manifest.id)
        return manifest

    async def prune(self) -> None:
        """Forget what nobody came back to."""
        self._store.keep_only(await self._uploads.prune())

    async def _keep(
        self, staff_id: int, name: str, incoming: Incoming, data: bytes, waiting: Sequence[Upload]
    ) -> Received:
        there = content_at(self._knowledge_dir, incoming.place)
        # Who sends a file once more has still only seen what stood there the first time.
        bases = {upload.place: upload.base for upload in waiting}
        base = bases.get(incoming.place, digest_of(there))
        self._store.put(data)
        await self._uploads.keep(staff_id, Upload(name, incoming.place, digest_of(data), base))
        is_shared = bool(await self._uploads.others_at([incoming.place], staff_id))
        return Received(incoming, there is not None, is_shared)

    def _contents(self, waiting: Sequence[Upload]) -> dict[str, bytes]:
        return {upload.place: self._store.get(upload.digest) for upload in waiting}

    def _ids(self, waiting: Sequence[Upload]) -> set[str]:
        """The articles that there are, and those that this editor adds."""
        places = [upload.place for upload in waiting]
        for language in LANGUAGES:
            root = self._knowledge_dir / language
            places += [f"{language}/{path.relative_to(root).as_posix()}" for path in root.glob("*/*.md")]
        return {place.split("/", 1)[1].removesuffix(".md") for place in places if place.endswith(".md")}
