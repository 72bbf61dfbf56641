"""Make a message safe to work with: one Unicode form, nothing invisible, a bounded length."""

import re
import unicodedata

MAX_CHARACTERS = 1_000

# Format characters (zero width, direction marks, the tag block used to smuggle text), controls, private use.
_INVISIBLE = {"Cf", "Cc", "Co", "Cs", "Cn"}
_SPACES = re.compile(r"\s+")


def clean(message: str) -> str:
    """The message in NFC on one line, without invisible characters; not shortened."""
    spaced = _SPACES.sub(" ", message)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    # Only now: what stood on both sides of an invisible character may belong together.
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def has_words(text: str) -> bool:
    """Whether there is anything to read: at least two letters or digits, not emoji and punctuation alone."""
    return sum(c.isalnum() for c in text) >= 2


def has_symbols(text: str) -> bool:
    """Whether there is an emoji or another pictured sign."""
    return any(unicodedata.category(c) == "So" for c in text)
