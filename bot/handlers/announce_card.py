"""The card of an announcement that is being put together: kept in the chat's flow, shown as its step has it."""

from contextlib import suppress
from dataclasses import replace

from telegram import Update
from telegram.error import TelegramError

from bot.announcements.announcer import Announcer
from bot.announcements.audience import ALL
from bot.announcements.sketching import offered_starts
from bot.handlers.ask import language_of
from bot.handlers.replying import change, edit, reply
from bot.handlers.services import Context
from bot.presentation import announcing, announcing_choices
from bot.presentation.messages import Message
from bot.storage.sketch import Sketch
from bot.storage.stored_announcement import StoredAnnouncement

FLOW = "announce"


async def sketch_in(chat_id: int, context: Context) -> Sketch | None:
    """What a chat has put together so far, if it is doing that."""
    flow = await context.bot_data.flows.get(chat_id)
    return Sketch.from_json(flow.data) if flow and flow.name == FLOW else None


async def keep(chat_id: int, context: Context, sketch: Sketch) -> None:
    """Keep how far it has come."""
    await context.bot_data.flows.put(chat_id, FLOW, sketch.as_json())


async def show_below(update: Update, context: Context, sketch: Sketch, note: str = "") -> None:
    """Keep a sketch and show it as the last message of the chat; the card that showed it until now goes."""
    chat = update.effective_chat
    if chat is None:
        return
    await keep(chat.id, context, sketch)
    shown = announcing.noted(await screen(context, sketch, await language_of(update, context)), note)
    if sketch.card:
        with suppress(TelegramError):
            await context.bot.delete_message(chat.id, sketch.card)
    await keep(chat.id, context, replace(sketch, card=await reply(update, context, shown)))


async def show_in_place(update: Update, context: Context, sketch: Sketch, note: str = "") -> None:
    """Keep a sketch and show it where it was shown: in the message whose button was pressed, or in its card."""
    chat = update.effective_chat
    if chat is None:
        return
    await keep(chat.id, context, sketch)
    shown = announcing.noted(await screen(context, sketch, await language_of(update, context)), note)
    if update.callback_query:
        await edit(update, context, shown)
    elif sketch.card:
        with suppress(TelegramError):
            await change(context.bot, chat.id, sketch.card, shown)


async def screen(context: Context, sketch: Sketch, language: str) -> Message:
    """What a sketch's step shows."""
    announcer = context.bot_data.announcer
    now = announcer.clock()
    if sketch.content is None:
        return announcing.intro_message(sketch.key, language)
    match sketch.step:
        case "audience":
            groups = [{topic: labels[language] for topic, labels in g.topics.items()} for g in announcer.topics.groups]
            figures = await _figures(announcer, sketch, language)
            return announcing_choices.audience_message(sketch, figures, groups, ALL, language)
        case "english":
            return announcing.english_message(sketch, language)
        case "buttons":
            return announcing_choices.buttons_message(sketch, language)
        case "link":
            return announcing_choices.link_message(sketch, language)
        case "remind":
            return announcing_choices.remind_message(sketch, language)
        case "start":
            return announcing_choices.start_message(sketch, offered_starts(now), now, language)
        case "end":
            return announcing_choices.end_message(sketch, language)
        case _:
            return announcing.card_message(sketch, await _figures(announcer, sketch, language), language)


def audience_labels(announcer: Announcer, announcement: StoredAnnouncement, language: str) -> list[list[str]]:
    """The topics that an announcement is for, as readers see them."""
    return [[announcer.topics.label(topic, language) for topic in group] for group in announcement.audience.groups]


async def _figures(announcer: Announcer, sketch: Sketch, language: str) -> announcing.Figures:
    now, has_quiet_hours = announcer.clock(), announcer.rules.quiet_hours.exist
    topics = [topic for topic in sketch.topics if topic == ALL or topic in announcer.topics]
    if not topics:
        return announcing.Figures(now, has_quiet_hours=has_quiet_hours)
    audience = announcer.topics.audience(topics, sketch.language)
    return announcing.Figures(
        now,
        tuple(tuple(announcer.topics.label(topic, language) for topic in group) for group in audience.groups),
        await announcer.count(topics, sketch.language),
        0 if sketch.language == "es" else await announcer.count(topics, "en"),
        has_quiet_hours,
    )
