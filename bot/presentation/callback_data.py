"""What a button carries: a short versioned text of at most 64 bytes, understood after any restart."""

from dataclasses import dataclass

VERSION = "1"
MAX_BYTES = 64


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


def parse(text: str | None) -> CallbackData | None:
    """What a pressed button meant; nothing for data of another version or of someone else's making."""
    version, *parts = (text or "").split("|")
    if version != VERSION or not parts or not parts[0]:
        return None
    return CallbackData(parts[0], tuple(parts[1:]))
