"""Subscribing to announcements: what is agreed to, the topics that go on and off, and stopping at one touch."""

from telegram import Update

from bot.announcements.audience import Topics
from bot.handlers.ask import expired, language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.presentation import subscribing
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.subscribing import EVERY_GROUP, ShownGroup, ShownTopic
from bot.presentation.texts import subscribing as texts
from bot.storage.subscribers import SubscriberState

# Names the text of `texts.CONSENT` that a reader agreed to; it changes with the text.
CONSENT_VERSION = "avisos-2026-11"


async def on_announcements(update: Update, context: Context) -> None:
    """/avisos: the topics; before that, for who has not agreed to announcements, what there is to agree to."""
    chat = update.effective_chat
    if chat is None:
        return
    language = await language_of(update, context)
    if chat.type != chat.PRIVATE:
        told = translate(texts.ONLY_IN_PRIVATE, language, bot=context.bot.username)
        await reply(update, context, Message(told))
        return
    subscriber = await _subscriber(update, context)
    if subscriber and subscriber.is_unreachable:
        await context.bot_data.subscribers.mark_returned(chat.id)
    await reply(update, context, _choice(context, subscriber, language))


async def on_offer_taken(update: Update, context: Context) -> None:
    """The reader wants to know more about the announcements that they were offered."""
    language = await language_of(update, context)
    await acknowledge(update)
    await edit(update, context, _choice(context, await _subscriber(update, context), language))


async def on_agreed(update: Update, context: Context, agrees: bool) -> None:
    """Yes or not now. Who returns finds their topics as they were."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        await expired(update, context)
        return
    language = await language_of(update, context)
    subscribers = context.bot_data.subscribers
    await acknowledge(update)
    if agrees:
        known = await subscribers.get(chat.id)
        await subscribers.subscribe(chat.id, language, known.topics if known else (), CONSENT_VERSION)
    elif await _subscriber(update, context) is None:
        await context.bot_data.offers.decline(chat.id, language)
        await edit(update, context, Message(translate(texts.DECLINED, language)))
        return
    await edit(update, context, _choice(context, await _subscriber(update, context), language))


async def on_topic(update: Update, context: Context, topic: str, is_on: bool) -> None:
    """A topic was touched: it goes on or off."""
    is_known = topic in context.bot_data.topics
    await _switch(update, context, [topic] if is_known else [], is_on)


async def on_group(update: Update, context: Context, group: str, is_on: bool) -> None:
    """All topics of a group, or of every group, at one touch."""
    groups = context.bot_data.topics.groups
    await _switch(
        update, context, [topic for one in groups if group in (one.id, EVERY_GROUP) for topic in one.topics], is_on
    )


async def on_chosen(update: Update, context: Context) -> None:
    """The reader is done choosing."""
    language = await language_of(update, context)
    subscriber = await _subscriber(update, context)
    await acknowledge(update)
    shown = (
        subscribing.saved_message(_groups(context.bot_data.topics, subscriber, language), language)
        if subscriber
        else subscribing.consent_message(language)
    )
    await edit(update, context, shown)


async def on_unsubscribed(update: Update, context: Context) -> None:
    """The button below the topics."""
    await acknowledge(update)
    await edit(update, context, await _stopped(update, context))


async def on_stop(update: Update, context: Context) -> None:
    """/baja: no more announcements, at once and without a question."""
    await reply(update, context, await _stopped(update, context))


async def on_stop_pressed(update: Update, context: Context, announcement_id: int) -> None:
    """The button under an announcement."""
    await acknowledge(update)
    await on_stop(update, context)


async def _switch(update: Update, context: Context, topics: list[str], is_on: bool) -> None:
    """Switch topics, and show how they stand now; one that is not in the file any more is said to be gone."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        await expired(update, context)
        return
    language = await language_of(update, context)
    await acknowledge(update, None if topics else translate(texts.TOPIC_GONE, language), as_alert=not topics)
    await context.bot_data.subscribers.switch(chat.id, topics, is_on)
    await edit(update, context, _choice(context, await _subscriber(update, context), language))


async def _stopped(update: Update, context: Context) -> Message:
    chat = update.effective_chat
    had_any = chat is not None and await context.bot_data.subscribers.stop_all(chat.id)
    text = texts.STOPPED if had_any else texts.NOTHING_TO_STOP
    return Message(translate(text, await language_of(update, context)))


async def _subscriber(update: Update, context: Context) -> SubscriberState | None:
    """The subscriber of a chat; nothing for one that has not agreed, or has stopped."""
    chat = update.effective_chat
    known = await context.bot_data.subscribers.get(chat.id) if chat else None
    return None if known is None or known.is_stopped else known


def _choice(context: Context, subscriber: SubscriberState | None, language: str) -> Message:
    """The topics of a subscriber; what there is to agree to for anybody else."""
    if subscriber is None:
        return subscribing.consent_message(language)
    return subscribing.topics_message(_groups(context.bot_data.topics, subscriber, language), language)


def _groups(topics: Topics, subscriber: SubscriberState, language: str) -> list[ShownGroup]:
    return [
        ShownGroup(
            group.id,
            group.labels[language],
            tuple(ShownTopic(id_, label[language], id_ in subscriber.topics) for id_, label in group.topics.items()),
        )
        for group in topics.groups
    ]
