"""Notices to single readers: their question is answered now, or the answer they got is another one."""

import datetime as dt
import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcements.one_by_one import Letter, OneByOne
from bot.presentation import texts
from bot.presentation.callback_data import data
from bot.presentation.entities import to_messages
from bot.presentation.localisation import translate
from bot.presentation.texts.gaps import MUTE
from bot.storage.notices import DueNotice

_log = logging.getLogger(__name__)


class Noticing(OneByOne[DueNotice]):
    """Sends notices, in turn with the announcements."""

    look_seconds = 3.0

    async def send_due(self) -> int:
        """Send those that are due; how many were sent off."""
        return await super().send_due() if await self._storage.notices.are_waiting() else 0

    async def _abandon(self) -> None:
        if lost := await self._storage.notices.abandon():
            _log.warning("%d notices were interrupted: it is not known whether they arrived", lost)

    async def _claim(self, now: dt.datetime) -> DueNotice | None:
        return await self._storage.notices.claim(now)

    async def _letter(self, row: DueNotice) -> Letter:
        rows = []
        if row.article:
            label = translate(texts.READ_ALL, row.language)
            rows.append([InlineKeyboardButton(label, callback_data=data("all", row.article))])
        rows.append([InlineKeyboardButton(translate(MUTE, row.language), callback_data=data("mute"))])
        return Letter(to_messages(row.text)[0], InlineKeyboardMarkup(rows), shows_links=False)

    async def _settle(self, row: DueNotice, state: str, error: str) -> None:
        await self._storage.notices.settle(row.id, state, error)
