"""Check the guide as a whole: what one article alone cannot show."""

from pathlib import Path

from bot.guide.articles import Fault, Guide


def check(guide: Guide, knowledge_dir: Path) -> list[Fault]:
    """Faults between articles."""
    return []
