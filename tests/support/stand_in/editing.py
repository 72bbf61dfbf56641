"""The methods that change or remove a message."""

from typing import Any

from tests.support.stand_in.limits import checked_caption, checked_ids, checked_markup, checked_text
from tests.support.stand_in.outcomes import bad_request
from tests.support.stand_in.parameters import Parameters, required
from tests.support.stand_in.state import Message, MessageKey, State

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_message_text(state: State, parameters: Parameters) -> Message:
    """Another text; without a keyboard in the call, the old keyboard goes."""
    message = _message(state, parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, parameters, message, {"text", "entities"}, checked_text(parameters))


def edit_message_caption(state: State, parameters: Parameters) -> Message:
    """Another caption; without a keyboard in the call, the old keyboard goes."""
    message = _message(state, parameters)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, parameters, message, {"caption", "caption_entities"}, checked_caption(parameters))


def edit_message_reply_markup(state: State, parameters: Parameters) -> Message:
    """Another keyboard, or none."""
    return _edit(state, parameters, _message(state, parameters), set(), {})


def _message(state: State, parameters: Parameters) -> Message:
    """The bot's own message a call wants to change."""
    chat = state.open_chat(parameters)
    message = state.messages.get((chat["id"], required(parameters, "message_id")))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != state.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _edit(
    state: State, parameters: Parameters, before: Message, replaced: set[str], content: dict[str, Any]
) -> Message:
    markup = checked_markup(parameters)
    kept = {name: value for name, value in before.items() if name not in {*replaced, "reply_markup"}}
    after = kept | content
    if markup and markup.get("inline_keyboard"):
        after["reply_markup"] = markup
    if after == before:
        raise bad_request(NOT_MODIFIED)
    after["edit_date"] = int(state.clock())
    state.messages[_key(before)] = after
    return after


def delete_message(state: State, parameters: Parameters) -> bool:
    """Remove one message."""
    chat = state.chat(parameters)
    if state.messages.pop((chat["id"], required(parameters, "message_id")), None) is None:
        raise bad_request("message to delete not found")
    return True


def delete_messages(state: State, parameters: Parameters) -> bool:
    """Remove several messages; those that cannot be found are passed over."""
    chat = state.chat(parameters)
    for message_id in checked_ids(parameters):
        state.messages.pop((chat["id"], message_id), None)
    return True


def _key(message: Message) -> MessageKey:
    return message["chat"]["id"], message["message_id"]


EDITING = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
