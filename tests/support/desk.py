"""A staff group in either shape, and what a reader and an adviser do in a test."""

import datetime as dt
from typing import Any

from tests.support.bot_api import BotApi, Message, Sent
from tests.support.local_bot import LocalBot

GROUP, READER, LUIS = -1001234, 501, 601
# A Tuesday at ten in the morning in Bogotá.
TUESDAY = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)


class Desk:
    """The bot with a staff group; `has_topics` says which shape the group has."""

    def __init__(self, api: BotApi, bot: LocalBot, has_topics: bool) -> None:
        self.api, self.bot, self.has_topics = api, bot, has_topics

    async def hands_over(self, question: str = "¿cómo exporto panela?", reader: int = READER) -> int:
        """A reader opens a ticket; returns its number."""
        await self.bot.hears(reader, f"/asesor {question}")
        ticket = await self.bot.services.desk.tickets.of_reader(reader)
        assert ticket is not None
        return ticket.id

    async def staff_says(self, ticket_id: int, text: str | None, reader: int = READER, **about: Any) -> list[Sent]:
        """What a reader gets because an adviser writes where the ticket is."""
        return await self._because(self.staff_writes(await self.where(ticket_id), text, **about), reader)

    def staff_writes(self, where: dict[str, int], text: str | None, **about: Any) -> dict[str, Any]:
        return self.api.user_writes(GROUP, text, chat_type="supergroup", user_id=LUIS, **where | about)

    async def staff_presses(self, label: str) -> None:
        await self.bot.pressed(GROUP, label, user_id=LUIS)

    async def where(self, ticket_id: int) -> dict[str, int]:
        ticket = await self.bot.services.desk.tickets.get(ticket_id)
        assert ticket is not None
        return {"topic": ticket.topic_id} if self.has_topics else {"reply_to": ticket.card_id}

    async def state(self, ticket_id: int) -> str:
        ticket = await self.bot.services.desk.tickets.get(ticket_id)
        assert ticket is not None
        return ticket.state

    def in_group(self) -> list[Message]:
        """What the bot has put into the group, without the marks that a topic begins."""
        return [one for one in self.api.messages_to(GROUP) if "forum_topic_created" not in one]

    async def edits(self, chat_id: int, message_id: int, text: str) -> None:
        await self.bot.inbox.until_handled(self.api.user_edits(chat_id, message_id, text))

    async def _because(self, update: dict[str, Any], chat_id: int) -> list[Sent]:
        before = len(self.api.sent)
        await self.bot.inbox.until_handled(update)
        return [sent for sent in self.api.sent[before:] if sent.chat_id == chat_id]
