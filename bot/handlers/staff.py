"""/personal: who is in the team; inviting someone, and taking a role back. For admins, in their own chat."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from functools import wraps
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.handlers.access import Handler, only, user_id
from bot.handlers.ask import language_of
from bot.handlers.invitations import START
from bot.handlers.replying import acknowledge, edit, show
from bot.handlers.services import Context
from bot.presentation import staff as presentation
from bot.presentation.texts import staff as texts
from bot.storage.invitations import VALID
from bot.storage.staff import Role


def for_admins(handler: Handler) -> Handler:
    """A handler for admins, in their own chat."""

    @only(Role.ADMIN, in_private=texts.PRIVATE_ONLY)
    @wraps(handler)
    async def guarded(update: Update, context: Context, *arguments: Any) -> None:
        await acknowledge(update)
        await handler(update, context, *arguments)

    return guarded


@for_admins
async def on_staff(update: Update, context: Context) -> None:
    """/personal, and the button back to it."""
    members = await context.bot_data.staff.members()
    names = await _names(context.bot, {member.staff_id for member in members})
    language = await language_of(update, context)
    shown = presentation.members_message(members, names, user_id(update), language)
    await show(update, context, shown)


@for_admins
async def on_invite(update: Update, context: Context) -> None:
    """Someone is to be invited: to what?"""
    await edit(update, context, presentation.choose_role_message(await language_of(update, context)))


@for_admins
async def on_role(update: Update, context: Context, role: Role) -> None:
    """That: here is the link."""
    token = await context.bot_data.invitations.invite(user_id(update), role, dt.datetime.now(dt.UTC))
    link = f"https://t.me/{context.bot.username}?start={START}{token}"
    language = await language_of(update, context)
    await edit(update, context, presentation.invitation_message(role, link, VALID, language))


@for_admins
async def on_remove(update: Update, context: Context, staff_id: int, role: Role) -> None:
    """Take a role back? It asks first."""
    who = presentation.name_of(staff_id, await _names(context.bot, {staff_id}))
    await edit(update, context, presentation.remove_message(staff_id, who, role, await language_of(update, context)))


@for_admins
async def on_removed(update: Update, context: Context, staff_id: int, role: Role) -> None:
    """Take it back."""
    is_removed = await context.bot_data.staff.remove(user_id(update), staff_id, role)
    who = presentation.name_of(staff_id, await _names(context.bot, {staff_id}))
    language = await language_of(update, context)
    await edit(update, context, presentation.removed_message(who, role, is_removed, language))


async def _names(bot: Bot, ids: Iterable[int]) -> dict[int, str]:
    """What people are called now; names are kept nowhere, and Telegram need not know everyone."""

    async def name(staff_id: int) -> tuple[int, str]:
        try:
            return staff_id, (await bot.get_chat(staff_id)).first_name or ""
        except TelegramError:
            return staff_id, ""

    return dict(await asyncio.gather(*map(name, ids)))
