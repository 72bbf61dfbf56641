"""Everything that is done about gaps, wired together over one guide and one database."""

from dataclasses import dataclass
from pathlib import Path

from bot.desk.correcting import Correcting
from bot.desk.gaps import GapDesk
from bot.desk.question_files import QuestionFiles
from bot.desk.telling import Telling
from bot.desk.voice import Voice
from bot.guide.embedding import Embedder
from bot.guide.following import LiveGuide
from bot.guide.publishing import Library
from bot.storage.gap_storage import GapStorage


@dataclass(frozen=True, slots=True)
class GapWork:
    """What handlers, and the bot by itself, do about gaps."""

    storage: GapStorage
    desk: GapDesk
    files: QuestionFiles
    correcting: Correcting
    telling: Telling

    @classmethod
    def over(
        cls,
        storage: GapStorage,
        live: LiveGuide,
        library: Library,
        embedder: Embedder,
        knowledge_dir: Path,
        voice: Voice,
    ) -> "GapWork":
        """Over the live guide of a library, and the folder that it is built from."""
        desk = GapDesk(storage.gaps, live, embedder)
        return cls(
            storage,
            desk,
            QuestionFiles(knowledge_dir, library),
            Correcting(storage.changes, storage.notices, live, voice),
            Telling(storage, library, live, desk, voice),
        )
