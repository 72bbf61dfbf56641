"""What Telegram does not let through: limits on texts, entities, keyboards and commands."""

import itertools
import re
from typing import Any

from tests.support.stand_in.outcomes import bad_request
from tests.support.stand_in.parameters import Parameters

TEXT = 4096
CAPTION = 1024
ENTITIES = 100
CALLBACK_DATA = 64
BUTTONS = 100
CALLBACK_ANSWER = 200
IDS = 100
COMMANDS = 100
COMMAND_DESCRIPTION = 256

ENTITY_TYPES = {
    "blockquote", "bold", "bot_command", "cashtag", "code", "custom_emoji", "date_time", "email",
    "expandable_blockquote", "hashtag", "italic", "mention", "phone_number", "pre", "spoiler", "strikethrough",
    "text_link", "text_mention", "underline", "url",
}  # fmt: skip
BUTTON_URL = re.compile(r"(https?|tg)://\S+", re.IGNORECASE)
BUTTON_ACTIONS = {
    "callback_data", "callback_game", "copy_text", "login_url", "pay", "switch_inline_query",
    "switch_inline_query_chosen_chat", "switch_inline_query_current_chat", "url", "web_app",
}  # fmt: skip


def utf16_length(text: str) -> int:
    """How Telegram counts: most signs are one unit, emoji and flags two or more."""
    return len(text.encode("utf-16-le")) // 2


def checked_text(parameters: Parameters) -> dict[str, Any]:
    """The text and entities of a message."""
    text = str(parameters.get("text", ""))
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT:
        raise bad_request("message is too long")
    return _formatted(text, parameters, "text", "entities")


def checked_caption(parameters: Parameters) -> dict[str, Any]:
    """The caption of a picture or file; empty if there is none."""
    caption = str(parameters.get("caption", ""))
    if utf16_length(caption) > CAPTION:
        raise bad_request("message caption is too long")
    return _formatted(caption, parameters, "caption", "caption_entities") if caption else {}


def _formatted(text: str, parameters: Parameters, field: str, entities_field: str) -> dict[str, Any]:
    if parameters.get("parse_mode"):
        raise bad_request(f"the stand-in does not read parse_mode: send {entities_field}")
    entities = parameters.get(entities_field, [])
    if not isinstance(entities, list):
        raise bad_request(f"can't parse {entities_field} JSON object")
    for entity in entities:
        _check_entity(text, entity)
    kept = entities[:ENTITIES]
    return {field: text} | ({entities_field: kept} if kept else {})


def _check_entity(text: str, entity: Any) -> None:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    if entity.get("type") not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" and "length" must be of type Number')
    if offset < 0 or length <= 0:
        raise bad_request(f"receive an entity with incorrect offset {offset} or length {length}")
    if offset >= utf16_length(text):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    end = offset + length
    if end > utf16_length(text):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        )
    for edge, verb in ((offset, "begins"), (end, "ends")):
        if _inside_a_sign(text, edge):
            raise bad_request(f"entity {verb} in a middle of a UTF-16 symbol at UTF-16 offset {edge}")
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")


def _inside_a_sign(text: str, offset: int) -> bool:
    """Whether the UTF-16 unit there is the second half of a sign."""
    unit = text.encode("utf-16-le")[2 * offset : 2 * offset + 2]
    return 0xDC00 <= int.from_bytes(unit, "little") <= 0xDFFF


def checked_markup(parameters: Parameters) -> Any:
    """The keyboard of a message, if it has one."""
    markup = parameters.get("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    inline = "inline_keyboard" in markup
    rows = markup.get("inline_keyboard" if inline else "keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS:
        raise bad_request("reply markup is too long")
    if inline:
        for button in buttons:
            _check_inline_button(button)
    return markup


def _check_inline_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: inline keyboard button text must be non-empty")
    if not any(action in button for action in BUTTON_ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not BUTTON_URL.fullmatch(button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def checked_ids(parameters: Parameters) -> list[int]:
    """The messages of a call about several: up to 100, each id higher than the one before."""
    ids = parameters.get("message_ids", [])
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > IDS:
        raise bad_request("too many message identifiers specified")
    if any(later <= earlier for earlier, later in itertools.pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return [int(one) for one in ids]


def checked_commands(parameters: Parameters) -> list[dict[str, str]]:
    """The commands of a menu."""
    commands: list[dict[str, str]] = parameters.get("commands", [])
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
