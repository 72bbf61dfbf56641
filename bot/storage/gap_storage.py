"""All that gaps keep, in one hand: the groups, who waits, what readers are told, and what publications changed."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.changes import Changes
from bot.storage.gaps import Gaps
from bot.storage.notices import Notices
from bot.storage.wishes import Wishes


@dataclass(frozen=True, slots=True)
class GapStorage:
    """The repositories of gaps over one database."""

    gaps: Gaps
    wishes: Wishes
    notices: Notices
    changes: Changes

    @classmethod
    def over(cls, engine: AsyncEngine) -> "GapStorage":
        """Over an engine of `bot.storage.engine`."""
        return cls(Gaps(engine), Wishes(engine), Notices(engine), Changes(engine))
