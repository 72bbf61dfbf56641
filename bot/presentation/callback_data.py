"""What a button carries: a short versioned text of at most 64 bytes, understood after any restart."""

from dataclasses import dataclass

VERSION = "1"
MAX_BYTES = 64
MAX_DIGITS = 18  # what every database can hold


@dataclass(frozen=True, slots=True)
class CallbackData:
    """A button's action and its arguments."""

    action: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = "|".join((VERSION, self.action, *self.arguments))
        if len(text.encode()) > MAX_BYTES:
            raise ValueError(f"a button can carry {MAX_BYTES} bytes, not {text!r}")
        return text


def data(action: str, *arguments: object) -> str:
    """The text for a button."""
    return str(CallbackData(action, tuple(str(argument) for argument in arguments)))


def number(argument: str) -> int:
    """An argument that counts something.

    Raises:
        ValueError: it is no number that this bot would have written.
    """
    if not (argument.isascii() and argument.isdigit() and len(argument) <= MAX_DIGITS):
        raise ValueError("not a number")
    return int(argument)


def thumb(argument: str) -> bool:
    """An argument that is a thumb: whether it points up.

    Raises:
        ValueError: it is neither.
    """
    if argument not in ("+", "-"):
        raise ValueError("not a thumb")
    return argument == "+"


def parse(text: str | None) -> CallbackData | None:
    """What a pressed button meant; nothing for data of another version or of someone else's making."""
    version, *parts = (text or "").split("|")
    if version != VERSION or not parts or not parts[0]:
        return None
    return CallbackData(parts[0], tuple(parts[1:]))
