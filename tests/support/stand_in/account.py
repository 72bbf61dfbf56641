"""The methods about the bot itself, its updates, its chats and its files."""

import json
from typing import Any

from tests.support.stand_in.limits import CALLBACK_ANSWER, checked_commands
from tests.support.stand_in.outcomes import bad_request
from tests.support.stand_in.parameters import Parameters, required
from tests.support.stand_in.state import State
from tests.support.stand_in.updates import Update

CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def get_me(state: State, parameters: Parameters) -> dict[str, Any]:
    """Who the bot is."""
    return state.bot


def get_updates(state: State, parameters: Parameters) -> list[Update]:
    """What there is now; waiting for `timeout` is up to whoever carries the call."""
    return state.updates.get(parameters)


def set_webhook(state: State, parameters: Parameters) -> bool:
    """See Updates.set_webhook."""
    return state.updates.set_webhook(parameters)


def delete_webhook(state: State, parameters: Parameters) -> bool:
    """See Updates.delete_webhook."""
    return state.updates.delete_webhook(parameters)


def get_webhook_info(state: State, parameters: Parameters) -> dict[str, Any]:
    """See Updates.get_webhook_info."""
    return state.updates.get_webhook_info(parameters)


def answer_callback_query(state: State, parameters: Parameters) -> bool:
    """Stop the spinner on a pressed button."""
    query_id = str(required(parameters, "callback_query_id"))
    if query_id not in state.callback_queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(parameters.get("text", "")) > CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    state.callback_answers[query_id] = parameters
    return True


def send_chat_action(state: State, parameters: Parameters) -> bool:
    """Show that the bot is busy."""
    state.open_chat(parameters)
    if required(parameters, "action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def set_my_commands(state: State, parameters: Parameters) -> bool:
    """The menu of commands for a scope and a language."""
    state.commands[_scope(parameters)] = checked_commands(parameters)
    return True


def delete_my_commands(state: State, parameters: Parameters) -> bool:
    """No menu for a scope and a language."""
    state.commands.pop(_scope(parameters), None)
    return True


def _scope(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.get("scope", {"type": "default"})
    return json.dumps(scope, sort_keys=True), parameters.get("language_code", "")


def set_my_description(state: State, parameters: Parameters) -> bool:
    """What an empty chat with the bot shows."""
    return _describe(state, "setMyDescription", parameters, "description", 512)


def set_my_short_description(state: State, parameters: Parameters) -> bool:
    """What the bot's profile shows."""
    return _describe(state, "setMyShortDescription", parameters, "short_description", 120)


def _describe(state: State, method: str, parameters: Parameters, name: str, limit: int) -> bool:
    text = parameters.get(name, "")
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    state.descriptions[method, parameters.get("language_code", "")] = text
    return True


def get_chat(state: State, parameters: Parameters) -> dict[str, Any]:
    """All about a chat, with what PTB insists on."""
    shown = {"accent_color_id": 0, "max_reaction_count": 11}
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    return state.chat(parameters) | shown | {"accepted_gift_types": gifts}


def get_chat_member(state: State, parameters: Parameters) -> dict[str, Any]:
    """What someone is in a chat; whoever never wrote there is not in it."""
    chat = state.chat(parameters)
    user_id = required(parameters, "user_id")
    user = state.bot if user_id == state.bot["id"] else state.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    member: dict[str, Any] = {"user": user, "status": state.members.get((chat["id"], user_id), "left")}
    if member["status"] == "kicked":
        member["until_date"] = 0
    return member


def get_file(state: State, parameters: Parameters) -> dict[str, Any]:
    """See Files.get_file."""
    return state.files.get_file(parameters)


def create_forum_topic(state: State, parameters: Parameters) -> dict[str, Any]:
    """A topic in a group that has them."""
    chat = state.open_chat(parameters)
    name = required(parameters, "name")
    if not chat.get("is_forum"):
        raise bad_request("the chat is not a forum")
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_INVALID")
    created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    topic = state.keep_message(chat, state.bot, created)["message_id"]
    state.messages[chat["id"], topic] |= {"message_thread_id": topic, "is_topic_message": True}
    state.topics[chat["id"], topic] = name
    return {"message_thread_id": topic, "name": name, "icon_color": 7322096}


def close_forum_topic(state: State, parameters: Parameters) -> bool:
    """Only admins write in a topic from now on."""
    topic = _topic(state, parameters)
    if topic in state.closed_topics:
        raise bad_request("TOPIC_NOT_MODIFIED")
    state.closed_topics.add(topic)
    return True


def reopen_forum_topic(state: State, parameters: Parameters) -> bool:
    """Everybody does again."""
    topic = _topic(state, parameters)
    if topic not in state.closed_topics:
        raise bad_request("TOPIC_NOT_MODIFIED")
    state.closed_topics.remove(topic)
    return True


def _topic(state: State, parameters: Parameters) -> tuple[int, int]:
    topic = (state.open_chat(parameters)["id"], required(parameters, "message_thread_id"))
    if topic not in state.topics:
        raise bad_request("message thread not found")
    return topic


def set_message_reaction(state: State, parameters: Parameters) -> bool:
    """What the bot thinks of a message; nothing takes it back."""
    chat = state.open_chat(parameters)
    message = (chat["id"], required(parameters, "message_id"))
    if message not in state.messages:
        raise bad_request("message to react not found")
    state.reactions[message] = [one["emoji"] for one in parameters.get("reaction", [])]
    return True


ACCOUNT = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getFile": get_file,
    "createForumTopic": create_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "setMessageReaction": set_message_reaction,
}
