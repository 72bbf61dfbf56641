"""All that is kept about one chat: to show it to its owner, and to erase it."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import notices, staff, tickets
from bot.storage.announcement_tables import Reminder, Subscriber, Subscription, Watch
from bot.storage.flow_tables import Flow
from bot.storage.subscribers import Subscribers
from bot.storage.tables import Feedback, Question, Reader
from bot.storage.upload_tables import GuideUpload


class PersonalData:
    """Everything that knows a chat's number, across all tables."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._subscribers = Subscribers(engine)

    async def of(self, chat_id: int) -> dict[str, Any]:
        """What is kept about a chat, by subject; moments are texts, so that it can be written as JSON."""
        asked = (
            select(Question.asked_at, Question.text, Question.outcome, Feedback.is_useful)
            .outerjoin(Feedback, Feedback.question_id == Question.id)
            .where(Question.chat_id == chat_id)
            .order_by(Question.id)
        )
        async with self._engine.connect() as connection:
            reader = (await connection.execute(select(Reader.__table__).where(Reader.chat_id == chat_id))).one_or_none()
            questions = (await connection.execute(asked)).all()
            subscriber = (
                await connection.execute(select(Subscriber.__table__).where(Subscriber.chat_id == chat_id))
            ).one_or_none()
            topics = select(Subscription.topic).where(Subscription.chat_id == chat_id).order_by(Subscription.topic)
            subscribed = list((await connection.execute(topics)).scalars())
            reminders = select(Reminder.announcement_id, Reminder.event_date, Reminder.remind_at, Reminder.state)
            reminded = (
                await connection.execute(reminders.where(Reminder.chat_id == chat_id).order_by(Reminder.remind_at))
            ).all()
            watches = select(Watch.announcement_id).where(Watch.chat_id == chat_id).order_by(Watch.announcement_id)
            watched = list((await connection.execute(watches)).scalars())
            sent = select(GuideUpload.name, GuideUpload.sent_at).where(GuideUpload.staff_id == chat_id)
            told = await notices.kept_about(connection, chat_id)
            uploads = (await connection.execute(sent.order_by(GuideUpload.id))).all()
            staff_roles = await staff.kept_about(connection, chat_id)
            handed_over = await tickets.kept_of(connection, chat_id)
        return {
            "chat": chat_id,
            "reader": _plain(reader),
            "questions": [_plain(question) for question in questions],
            "answers_awaited": told,
            "staff_roles": staff_roles,
            "tickets": [_plain(ticket) for ticket in handed_over],
            "guide_uploads": [_plain(upload) for upload in uploads],
            "announcements": {
                "subscriber": _plain(subscriber),
                "topics": subscribed,
                "reminders": [_plain(reminder) for reminder in reminded],
                "watched": watched,
            },
        }

    async def erase(self, chat_id: int) -> None:
        """Erase a chat everywhere: its questions with their text, its language and context, its subscriptions."""
        await self._subscribers.erase(chat_id)
        async with self._engine.begin() as connection:
            await notices.forget(connection, chat_id)
            await tickets.forget(connection, chat_id)
            await connection.execute(delete(Question).where(Question.chat_id == chat_id))
            await connection.execute(delete(Flow).where(Flow.chat_id == chat_id))
            await connection.execute(delete(Watch).where(Watch.chat_id == chat_id))
            await connection.execute(delete(GuideUpload).where(GuideUpload.staff_id == chat_id))
            await staff.forget(connection, chat_id)
            await connection.execute(delete(Reader).where(Reader.chat_id == chat_id))


def _plain(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row._mapping.items()}
