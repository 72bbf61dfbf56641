"""The methods that put a new message in a chat."""

from typing import Any

from tests.support.stand_in.files import KINDS
from tests.support.stand_in.limits import checked_caption, checked_ids, checked_markup, checked_text
from tests.support.stand_in.outcomes import bad_request
from tests.support.stand_in.parameters import Parameters, required
from tests.support.stand_in.state import Message, Sent, State

# What a message says, as opposed to where and when: all that a copy takes along.
CONTENT = {"text", "entities", "caption", "caption_entities", "contact", "location", *KINDS}


def send_message(state: State, parameters: Parameters) -> Message:
    """A text."""
    chat = state.open_chat(parameters)
    return _deliver(state, "sendMessage", chat, parameters, checked_text(parameters))


def send_photo(state: State, parameters: Parameters) -> Message:
    """A picture."""
    return _send_file(state, "sendPhoto", "photo", parameters)


def send_document(state: State, parameters: Parameters) -> Message:
    """A file."""
    return _send_file(state, "sendDocument", "document", parameters)


def send_video(state: State, parameters: Parameters) -> Message:
    """A film."""
    return _send_file(state, "sendVideo", "video", parameters)


def _send_file(state: State, method: str, kind: str, parameters: Parameters) -> Message:
    chat = state.open_chat(parameters)
    caption = checked_caption(parameters)
    part = state.files.sent_part(kind, parameters, required(parameters, kind))
    return _deliver(state, method, chat, parameters, {kind: part} | caption)


def send_media_group(state: State, parameters: Parameters) -> list[Message]:
    """An album: each item is a message of its own."""
    chat = state.open_chat(parameters)
    items = required(parameters, "media")
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    contents = []
    for item in items:
        part = state.files.sent_part(item["type"], parameters, item["media"])
        contents.append({item["type"]: part} | checked_caption(item))
    group = f"album-{len(state.messages) + 1}"
    return [
        _deliver(state, "sendMediaGroup", chat, parameters, content | {"media_group_id": group}) for content in contents
    ]


def copy_message(state: State, parameters: Parameters) -> dict[str, int]:
    """The same content as a message of our own; a new caption may replace the old one."""
    chat = state.open_chat(parameters)
    original = _original(state, parameters, "message to copy not found")
    return _copy(state, "copyMessage", chat, parameters, original)


def copy_messages(state: State, parameters: Parameters) -> list[dict[str, int]]:
    """Several copies; those that cannot be found are passed over."""
    chat = state.open_chat(parameters)
    ids = checked_ids(parameters)
    found = [state.messages.get((parameters.get("from_chat_id", 0), one)) for one in ids]
    if not any(found):
        raise bad_request("there are no messages to copy")
    return [_copy(state, "copyMessages", chat, parameters, original) for original in found if original is not None]


def _copy(state: State, method: str, chat: dict[str, Any], parameters: Parameters, original: Message) -> dict[str, int]:
    content = {name: value for name, value in original.items() if name in CONTENT}
    if "text" not in content and ("caption" in parameters or parameters.get("remove_caption")):
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= checked_caption(parameters)
    return {"message_id": _deliver(state, method, chat, parameters, content)["message_id"]}


def forward_message(state: State, parameters: Parameters) -> Message:
    """The message with its author's name over it."""
    chat = state.open_chat(parameters)
    original = _original(state, parameters, "message to forward not found")
    content = {name: value for name, value in original.items() if name in CONTENT}
    content["forward_origin"] = {
        "type": "user",
        "date": original["date"],
        "sender_user": original["from"],
    }
    return _deliver(state, "forwardMessage", chat, parameters, content)


def _original(state: State, parameters: Parameters, missing: str) -> Message:
    key = (required(parameters, "from_chat_id"), required(parameters, "message_id"))
    if key not in state.messages:
        raise bad_request(missing)
    return state.messages[key]


def _deliver(state: State, method: str, chat: dict[str, Any], parameters: Parameters, content: Message) -> Message:
    """Keep the message and the record that it was sent."""
    markup = checked_markup(parameters)
    reply = _reply(state, chat, parameters)
    shown = dict(content) | _topic_of_reply(reply) | _topic(state, chat, parameters) | reply
    if markup is not None and "inline_keyboard" in markup:
        shown["reply_markup"] = markup  # other keyboards are not part of the message
    message = state.keep_message(chat, state.bot, shown)
    state.sent.append(
        Sent(
            method=method,
            chat_id=chat["id"],
            message_id=message["message_id"],
            text=content.get("text") or content.get("caption") or "",
            entities=content.get("entities") or content.get("caption_entities") or [],
            reply_markup=markup,
            at=state.clock(),
        )
    )
    return message


def _topic(state: State, chat: dict[str, Any], parameters: Parameters) -> Message:
    topic = parameters.get("message_thread_id")
    if topic is None:
        return {}
    if (chat["id"], topic) not in state.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": topic, "is_topic_message": True}


def _topic_of_reply(reply: Message) -> Message:
    """A reply stands in the topic of what it replies to."""
    target = reply.get("reply_to_message", {})
    return {name: target[name] for name in ("message_thread_id", "is_topic_message") if target.get("is_topic_message")}


def _reply(state: State, chat: dict[str, Any], parameters: Parameters) -> Message:
    reply = parameters.get("reply_parameters")
    if reply is None:
        return {}
    target = state.messages.get((chat["id"], reply.get("message_id")))
    if target is not None:
        return {"reply_to_message": without_reply(target)}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(message: Message) -> Message:
    """A message as it is shown inside another one: without what it replied to in turn."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


SENDING = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVideo": send_video,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
}
