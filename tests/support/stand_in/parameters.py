"""The parameters of a call, in the types their meaning asks for, however they travelled."""

import json
from dataclasses import dataclass
from typing import Any

from tests.support.stand_in.outcomes import bad_request

Parameters = dict[str, Any]

NUMBERS = {
    "limit",
    "max_connections",
    "message_id",
    "message_thread_id",
    "offset",
    "timeout",
    "user_id",
}
OBJECTS = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "media",
    "message_ids",
    "reaction",
    "reply_markup",
    "reply_parameters",
    "scope",
}
YES_OR_NO = {"drop_pending_updates", "remove_caption", "show_alert"}
CHATS = {"chat_id", "from_chat_id"}


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with the call."""

    name: str
    content: bytes


def normalised(parameters: Parameters) -> Parameters:
    """Form fields are all text, JSON bodies are typed: from here on nobody needs to know which it was."""
    return {name: _typed(name, value) for name, value in parameters.items() if value is not None}


def required(parameters: Parameters, name: str) -> Any:
    """A parameter the call makes no sense without."""
    if name not in parameters or parameters[name] == "":
        raise bad_request(f"{name} is empty")
    return parameters[name]


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    _check_encoding(value)
    if name in NUMBERS or (name in CHATS and not value.startswith("@")):
        try:
            return int(value)
        except ValueError:
            raise bad_request(f"{name} must be a number, not {value!r}") from None
    if name in OBJECTS:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    if name in YES_OR_NO:
        return value.lower() in ("true", "1")
    return value


def _check_encoding(value: str) -> None:
    """Half a sign, as a text cut between its two UTF-16 units leaves it, cannot travel."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
