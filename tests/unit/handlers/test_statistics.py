"""/estadisticas and the weekly digest: figures as a picture and as text, for staff only."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import update
from telegram.error import TelegramError

from bot.app import _works
from bot.assistant.answer import Outcome
from bot.desk.editing import Editing
from bot.handlers import statistics as handler
from bot.handlers.digest import send_digest
from bot.presentation import texts as reader_texts
from bot.presentation.localisation import translate
from bot.presentation.pictures import PicturesMissing
from bot.presentation.texts import statistics as texts
from bot.storage.gaps import Group
from bot.storage.tables import Question
from tests.support.announcing import ANA, NOBODY
from tests.support.assistants import ScriptedAssistant, an_answer, unsure
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, running

GROUP = -1_000_500
READERS = (901, 902, 903)


@pytest.fixture
async def team(new_desk: Callable[..., LocalBot], api: BotApi) -> AsyncIterator[LocalBot]:
    """A desk with a staff group."""
    api.add_chat(GROUP, "supergroup")
    async with running(new_desk(staff_chat_id=GROUP)) as started:
        yield started


@pytest.fixture(autouse=True)
def _drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes a second; that it succeeds is tested where it is done."""
    monkeypatch.setattr(handler, "draw", lambda *_: b"\x89PNG")


async def ask(bot: LocalBot, assistant: ScriptedAssistant, *answers: Any) -> None:
    for number, answer in enumerate(answers):
        assistant.respond = lambda _, answer=answer: answer
        await bot.hears(READERS[number % len(READERS)], "¿se puede exportar panela a Marte?")


async def become_one_gap(bot: LocalBot) -> None:
    """What could not be answered was the same question each time."""
    gaps = bot.services.gaps.storage.gaps
    alike = {question.id: b"" for question in await gaps.ungrouped()}
    await gaps.keep("es", "a model", [Group(None, alike)], {})


async def a_week_ago(bot: LocalBot) -> None:
    """What was asked today was asked last Thursday."""
    async with bot._engine.begin() as connection:
        await connection.execute(update(Question).values(asked_at=dt.datetime(2026, 11, 26, 15, 0, tzinfo=dt.UTC)))


MONDAY = dt.datetime(2026, 11, 30, 13, 0, tzinfo=dt.UTC)


class TestCommand:
    async def test_the_picture_comes_with_the_numbers(
        self, team: LocalBot, api: BotApi, assistant: ScriptedAssistant
    ) -> None:
        await ask(team, assistant, an_answer(), an_answer(), unsure())
        *_, text = await team.hears(ANA, "/estadisticas 7d")
        [call] = api.calls_of("sendPhoto", ANA)
        assert call.parameters["photo"].content.startswith(b"\x89PNG")
        assert "Últimos 7 días" in text.text
        assert "Preguntas: 3, de 3 personas. Respondidas: 67%" in text.text
        assert "Unirse a un consorcio de exportación: 2" in text.text

    @pytest.mark.parametrize(("said", "days"), [("", 30), ("7", 7), ("90D", 90), ("30 días", 30)])
    async def test_the_period_may_be_said_in_several_ways(self, team: LocalBot, said: str, days: int) -> None:
        [shown] = await team.hears(ANA, f"/estadisticas {said}")
        assert f"Últimos {days} días" in shown.text

    @pytest.mark.parametrize("said", ["12d", "mucho", "7d 30d", "-7", "9" * 400, "٧"])
    async def test_any_other_gets_a_kind_line(self, team: LocalBot, said: str) -> None:
        [shown] = await team.hears(ANA, f"/statistics {said}")
        assert shown.text == texts.WRONG_PERIOD

    async def test_nothing_yet_is_said(self, team: LocalBot, api: BotApi) -> None:
        [shown] = await team.hears(ANA, "/estadisticas", language_code="en")
        assert translate(texts.NOTHING_YET, "en") in shown.text
        assert api.calls_of("sendPhoto") == []

    async def test_without_the_library_the_numbers_come_alone(
        self, team: LocalBot, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(*_: Any) -> bytes:
            raise PicturesMissing("pictures need matplotlib")

        monkeypatch.setattr(handler, "draw", missing)
        await ask(team, assistant, an_answer())
        [shown] = await team.hears(ANA, "/estadisticas")
        assert shown.text.endswith(texts.NO_PICTURE)
        assert "Preguntas: 1, de 1 persona. Respondidas: 100%" in shown.text

    async def test_readers_are_refused(self, team: LocalBot) -> None:
        [refused] = await team.hears(NOBODY, "/estadisticas")
        assert refused.text == reader_texts.FOR_STAFF


class TestDigest:
    async def test_it_tells_staff_of_the_week(self, team: LocalBot, api: BotApi, assistant: ScriptedAssistant) -> None:
        refused = unsure(outcome=Outcome.REFUSE)
        await ask(team, assistant, refused, refused, refused, an_answer())
        await become_one_gap(team)
        await a_week_ago(team)
        await send_digest(team.application.bot, team.services, MONDAY)
        *_, text = api.texts_to(GROUP)
        assert text.startswith("☕ Resumen de la semana (23 nov a 29 nov)\nPreguntas: 4, de 3 personas")
        assert "«¿se puede exportar panela a Marte?» · 3 personas" in text
        assert "Unirse a un consorcio de exportación: 1" in text
        assert texts.DIGEST_NONE_OVERDUE in text
        assert len(api.calls_of("sendPhoto", GROUP)) == 1

    async def test_what_one_person_asked_stays_with_the_editors(
        self, team: LocalBot, api: BotApi, assistant: ScriptedAssistant
    ) -> None:
        await ask(team, assistant, unsure(outcome=Outcome.REFUSE))
        await become_one_gap(team)
        await send_digest(team.application.bot, team.services, MONDAY)
        *_, text = api.texts_to(GROUP)
        assert "no cubre: 1" in text
        assert "panela" not in text

    async def test_it_names_what_is_overdue(self, team: LocalBot, api: BotApi) -> None:
        await send_digest(team.application.bot, team.services, dt.datetime(2029, 1, 1, 13, tzinfo=dt.UTC))
        *_, text = api.texts_to(GROUP)
        assert "Artículos con la revisión vencida: 8" in text
        assert "… y 3 más" in text
        assert texts.NOTHING_YET in text

    async def test_without_a_group_nothing_is_sent(self, desk: LocalBot, api: BotApi) -> None:
        await send_digest(desk.application.bot, desk.services, MONDAY)
        assert api.sent == []

    async def test_a_group_that_is_gone_is_an_error_that_the_routine_logs(self, team: LocalBot, api: BotApi) -> None:
        api.blocked.add(GROUP)
        with pytest.raises(TelegramError):
            await send_digest(team.application.bot, team.services, MONDAY)

    async def test_it_is_due_on_mondays_at_eight_in_bogota(self, team: LocalBot) -> None:
        services = replace(team.services, editing=cast(Editing, SimpleNamespace(prune=None)))
        [digest] = [work for work in _works(services, team.application.bot) if work.name == "digest"]
        wednesday = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)
        assert digest.last_due(wednesday) == MONDAY
