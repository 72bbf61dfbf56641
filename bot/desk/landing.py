"""Write an editor's files into the guide as the candidate that was built from them goes live: both, or neither."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ConsorciaError
from bot.guide.generation import Manifest
from bot.guide.publishing import Library, Outdated
from bot.guide.sources import source_digest
from bot.guide.staging import content_at, digest_of, staged, written
from bot.storage.uploads import Upload

# How long a change waits for another publication to end.
WAIT_SECONDS = 30.0


class Conflict(ConsorciaError):
    """Somebody changed the same files since an editor sent theirs."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(places)}")
        self.places = tuple(places)


class CannotWrite(ConsorciaError):
    """The guide's folder cannot be written to; `why` is what the system says."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the guide's folder cannot be written to ({why})")
        self.why = why


class Landing:
    """Where changes land.

    Args:
        library: the generations.
        knowledge_dir: the guide's folder.
        config_dir: the retrieval configuration that is built with.
        scratch: where a copy of the guide may lie for a moment.
    """

    def __init__(self, library: Library, knowledge_dir: Path, config_dir: Path, scratch: Path) -> None:
        self._library = library
        self._knowledge_dir = knowledge_dir
        self._config_dir = config_dir
        self._scratch = scratch

    def check_conflicts(self, uploads: Sequence[Upload]) -> None:
        """See that what each upload replaces is still what its editor saw.

        Raises:
            Conflict: it is not, nor is it the upload itself.
        """
        changed = [
            upload.place
            for upload in uploads
            if digest_of(content_at(self._knowledge_dir, upload.place)) not in (upload.base, upload.digest)
        ]
        if changed:
            raise Conflict(changed)

    def publish(
        self, uploads: Sequence[Upload], contents: Mapping[str, bytes], candidate: str, by: str, forced: str
    ) -> Manifest:
        """Write the files, and promote the candidate; the arguments and errors are those of `Editing.publish`."""
        with self._library.publishing(WAIT_SECONDS):
            live = self._library.live_or_none()
            if live is not None and live.name == candidate:  # a process was killed just after it had published
                return self._library.manifest_of(candidate)
            self.check_conflicts(uploads)
            if not self._library.has_candidate(candidate):
                raise Outdated
            with staged(self._knowledge_dir, contents, self._scratch) as copy:
                if source_digest(copy, self._config_dir) != self._library.manifest_of(candidate).source_digest:
                    raise Outdated
            with self._into_the_guide(contents):
                return self._library.promote(candidate, by=by, forced=forced)

    @contextmanager
    def _into_the_guide(self, contents: Mapping[str, bytes]) -> Iterator[None]:
        try:
            with written(self._knowledge_dir, contents):
                yield
        except OSError as error:
            raise CannotWrite(error.strerror or type(error).__name__) from error
