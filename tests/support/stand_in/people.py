"""What people do in Telegram: write, press buttons, block the bot and come back."""

import re
from typing import Any

from tests.support.stand_in.files import KINDS
from tests.support.stand_in.limits import utf16_length
from tests.support.stand_in.sending import without_reply
from tests.support.stand_in.state import Message, State
from tests.support.stand_in.updates import Update

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@\w+)?")


class People(State):
    """Each of these queues an update for the bot and returns it."""

    def user_writes(
        self,
        chat_id: int,
        text: str | None,
        *,
        first_name: str = "Ana",
        language_code: str | None = "es",
        chat_type: str = "private",
        reply_to: int | None = None,
        entities: list[dict[str, Any]] | None = None,
        user_id: int | None = None,
        username: str | None = None,
        topic: int | None = None,
        **parts: Any,
    ) -> Update:
        """A message, `text=None` for one without. `voice={}`, `photo={"content": b"…"}` or `document={…}` are
        completed to a whole file; other parts (caption, contact, location…) are taken as they are.
        In a group, `user_id` says who writes, and in one with topics, `topic` where.
        """
        with self.changed:
            sender = self._person(chat_id, user_id, first_name, language_code, username)
            chat = self._chat_of(chat_id, chat_type, sender)
            content: Message = {} if text is None else {"text": text}
            found = _commands_in(text or "") if entities is None else entities
            if found:
                content["entities"] = found
            for kind, part in parts.items():
                content[kind] = self.files.part(kind, **part) if kind in KINDS else part
            if topic is not None:
                content |= self._in_topic(chat_id, topic)
            if reply_to is not None:
                content["reply_to_message"] = without_reply(self.messages[chat_id, reply_to])
            return self._happens("message", self.keep_message(chat, sender, content))

    def user_edits(self, chat_id: int, message_id: int, text: str) -> Update:
        """Someone changes the text, or the caption, of their own message."""
        with self.changed:
            before = self.messages[chat_id, message_id]
            said, marked = ("text", "entities") if "text" in before else ("caption", "caption_entities")
            edited = before | {said: text, marked: _commands_in(text), "edit_date": int(self.clock())}
            self.messages[chat_id, message_id] = edited
            return self._happens("edited_message", edited)

    def user_presses(self, chat_id: int, message_id: int, data: str, *, user_id: int | None = None) -> Update:
        """Someone presses a button; nothing checks that it is still there, for people press old ones."""
        with self.changed:
            gone = {"chat": self.add_chat(chat_id), "message_id": message_id, "date": 0}
            query: dict[str, Any] = {
                "id": str(9_000_001 + len(self.callback_queries)),
                "from": self._person(chat_id, user_id),
                "message": self.messages.get((chat_id, message_id), gone),
                "chat_instance": str(chat_id),
                "data": data,
            }
            self.callback_queries[query["id"]] = query
            return self._happens("callback_query", query)

    def user_blocks(self, chat_id: int) -> Update:
        """Someone stops the bot: whatever it sends there is refused from now on."""
        with self.changed:
            self.blocked.add(chat_id)
            return self._bot_becomes(chat_id, "member", "kicked")

    def user_returns(self, chat_id: int) -> Update:
        """Someone lets the bot write again."""
        with self.changed:
            self.blocked.discard(chat_id)
            return self._bot_becomes(chat_id, "kicked", "member")

    def redeliver(self, update_id: int) -> Update:
        """The same update once more, as when Telegram did not learn that it had arrived."""
        with self.changed:
            update = self.updates.redeliver(update_id)
            self.changed.notify_all()
            return update

    def delete_topic(self, chat_id: int, message_thread_id: int) -> None:
        """Staff remove a topic of their group; Telegram does not tell the bot."""
        with self.changed:
            del self.topics[chat_id, message_thread_id]

    def _in_topic(self, chat_id: int, topic: int) -> Message:
        """A message in a topic replies to the topic's first message unless it replies to another."""
        if (chat_id, topic) not in self.topics:
            raise ValueError("there is no such topic")
        first = without_reply(self.messages[chat_id, topic])
        return {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": first}

    def _happens(self, kind: str, content: dict[str, Any]) -> Update:
        update = self.updates.add(kind, content)
        self.changed.notify_all()
        return update

    def _bot_becomes(self, chat_id: int, before: str, after: str) -> Update:
        self.members[chat_id, self.bot["id"]] = after
        change = {
            "chat": self.add_chat(chat_id),
            "from": self._person(chat_id),
            "date": int(self.clock()),
            "old_chat_member": _membership(self.bot, before),
            "new_chat_member": _membership(self.bot, after),
        }
        return self._happens("my_chat_member", change)

    def _chat_of(self, chat_id: int, chat_type: str, sender: dict[str, Any]) -> dict[str, Any]:
        """The chat someone writes in; a private one bears their name."""
        self.members[chat_id, sender["id"]] = "member"
        if chat_type == "private":
            shared = {name: sender[name] for name in ("first_name", "username") if name in sender}
            return self.add_chat(chat_id, chat_type, **shared)
        return self.add_chat(chat_id, chat_type)

    def _person(
        self,
        chat_id: int,
        user_id: int | None = None,
        first_name: str = "",
        language_code: str | None = None,
        username: str | None = None,
    ) -> dict[str, Any]:
        """Who acts: in a private chat its owner. What is not told stays as it was known."""
        if user_id is None and chat_id < 0:
            raise ValueError("say which user_id acts in a group")
        known_as = user_id or chat_id
        told = {"first_name": first_name, "language_code": language_code, "username": username}
        person: dict[str, Any] = {"id": known_as, "is_bot": False, "first_name": "Ana"} | self.users.get(known_as, {})
        person |= {name: value for name, value in told.items() if value}
        self.users[known_as] = person
        return person


def _commands_in(text: str) -> list[dict[str, Any]]:
    """The commands Telegram marks in what people write."""
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group()),
        }
        for found in COMMAND.finditer(text)
    ]


def _membership(user: dict[str, Any], status: str) -> dict[str, Any]:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": user, "status": status} | until
