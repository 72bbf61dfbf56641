"""Asking about an announcement, announcements as temporary knowledge, and being reminded of their days."""

import datetime as dt
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.content import Button
from bot.announcements.hours import BOGOTA
from bot.announcements.reminders import remind_at
from bot.assistant.answer import Outcome, Reason
from bot.guide.following import LiveGuide
from bot.presentation import texts as common
from bot.presentation.localisation import day, day_of_week, translate
from bot.presentation.texts import subscribing as texts
from bot.storage.announcement_tables import Announcement, Reminder
from bot.storage.engine import open_engine
from bot.storage.questions import AnsweredQuestion
from tests.support.assistants import ScriptedAssistant, an_answer, small_talk, unsure
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, labels, running
from tests.support.telling import correct, tell

ANA, GROUP = 501, -100_500
CALL = "📣 Convocatoria de pulpas\n\nInscripciones hasta el 30 de noviembre. Vea las bases."
CALL_EN = "Call for fruit pulp\n\nSign up until 30 November."
QUESTION = "¿cuándo cierra la convocatoria de pulpas?"
NOW = dt.datetime.now(dt.UTC)
TODAY = dt.datetime.now(BOGOTA).date()
DAY = dt.timedelta(days=1)
# As readers see it.
TITLE = f"📣 Aviso del {day(TODAY, 'es')}"


@pytest.fixture
def new_bot(api: BotApi, database: str, assistant: ScriptedAssistant, live: LiveGuide) -> Callable[[], LocalBot]:
    """Makes bots over the same database; each is as after a restart."""
    assistant.respond = lambda asked: an_answer(article="consortia/how-to-join", language=asked.language)
    return lambda: LocalBot(api, database, assistant, live)


@pytest.fixture
async def bot(new_bot: Callable[[], LocalBot]) -> AsyncIterator[LocalBot]:
    async with running(new_bot()) as started:
        await started.services.subscribers.subscribe(ANA, "es", [], "1")
        yield started


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(database)
    yield opened
    await opened.dispose()


async def questions_about(engine: AsyncEngine, announcement: int) -> int | None:
    async with engine.connect() as connection:
        return await connection.scalar(select(Announcement.questions).where(Announcement.id == announcement))


async def kept(bot: LocalBot, number: int) -> AnsweredQuestion:
    question = await bot.questions.get(number, ANA)
    assert question is not None
    return question


class TestAskingAboutOne:
    async def test_the_bot_says_which_and_waits(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL)
        [asked] = await bot.pressed_data(ANA, f"1|ann|{one}")
        assert asked.text == f"«📣 Convocatoria de pulpas»\n\n{texts.ASK_ABOUT.format(day=day(TODAY, 'es'))}"

    async def test_it_answers_what_it_says_in_its_own_words(
        self, bot: LocalBot, engine: AsyncEngine, api: BotApi
    ) -> None:
        link = {"type": "text_link", "offset": 68, "length": 9, "url": "https://example.org/bases"}
        one = await tell(engine, CALL, entities=(link,), valid_until=NOW + 7 * DAY)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [told] = await bot.hears(ANA, "¿hasta cuándo es?")
        until = day((NOW + 7 * DAY).astimezone(BOGOTA).date(), "es")
        assert told.text == f"{TITLE}\n\n{CALL}\n\n{texts.HOLDS_UNTIL.format(day=until)}"
        entities = api.calls_of("sendMessage", ANA)[-1].parameters["entities"]
        assert "https://example.org/bases" in [entity.get("url") for entity in entities]
        assert await questions_about(engine, one) == 1
        assert (await kept(bot, 1)).reason == "announced"

    async def test_the_guide_answers_the_rest_knowing_what_it_is_about(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        one = await tell(engine, CALL)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [answer] = await bot.hears(ANA, "¿qué lleva la etiqueta?")
        assert answer.text.startswith("Su empresa presenta una carta")
        assert labels(answer)[0] == "📣 Ver el aviso: 📣 Convocatoria de pulpas"
        assert labels(answer)[-2:] == ["👍", "👎"]
        context = assistant.asked[-1].context
        assert context is not None
        assert context.question.startswith("📣 Convocatoria de pulpas Inscripciones hasta")
        assert await questions_about(engine, one) == 1

    async def test_what_neither_says_is_said_plainly_and_is_a_gap(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        one = await tell(engine, CALL)
        assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [told] = await bot.hears(ANA, "¿hay parqueadero?")
        assert told.text == f"{texts.NOT_SAID}\n\n{TITLE}\n\n{CALL}"
        assert common.SEE_TOPICS in labels(told)  # the ways on that every refusal has
        assert (await kept(bot, 1)).outcome == Outcome.REFUSE

    async def test_an_unsure_guide_still_asks_what_was_meant(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        one = await tell(engine, CALL)
        assistant.respond = lambda asked: unsure()
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [told] = await bot.hears(ANA, "¿hay parqueadero?")
        assert told.text.startswith(common.REASONS[Reason.UNSURE])
        assert labels(told)[0].startswith("📣 Ver el aviso")

    async def test_what_goes_on_from_it_is_about_it(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        await bot.hears(ANA, "¿cuándo es?")
        [again] = await bot.hears(ANA, "¿y dónde es?")
        assert again.text.startswith(TITLE)
        assert await questions_about(engine, one) == 2

    async def test_another_question_is_not(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        one = await tell(engine, CALL)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        await bot.hears(ANA, "¿cuándo es?")
        for question in ("¿qué lleva la etiqueta?", "¿y cuándo es?"):
            [answer] = await bot.hears(ANA, question)
            assert answer.text.startswith("Su empresa presenta una carta")
        assert await questions_about(engine, one) == 1

    async def test_a_restart_does_not_lose_which_one(
        self, new_bot: Callable[[], LocalBot], engine: AsyncEngine
    ) -> None:
        one = await tell(engine, CALL)
        async with running(new_bot()) as bot:
            await bot.pressed_data(ANA, f"1|ann|{one}")
        async with running(new_bot()) as again:
            [told] = await again.hears(ANA, "¿cuándo es?")
        assert told.text.startswith(TITLE)

    async def test_a_photo_meanwhile_changes_nothing(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [kind] = await bot.hears(ANA, None, photo={"content": b"x"})
        assert kind.text == common.ONLY_TEXT
        [told] = await bot.hears(ANA, "¿cuándo es?")
        assert told.text.startswith(TITLE)

    async def test_cancelling_ends_it(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        await bot.hears(ANA, "/cancelar")
        [answer] = await bot.hears(ANA, "¿cuándo es?")
        assert answer.text.startswith("Su empresa presenta una carta")

    async def test_a_reader_of_english_gets_the_english_version(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL, CALL_EN)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        await bot.services.readers.choose_language(ANA, "en")
        [told] = await bot.hears(ANA, "when is it?")
        assert told.text == f"📣 Announcement of {day(TODAY, 'en')}\n\n{CALL_EN}"

    async def test_of_one_that_is_over_says_so(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, CALL, valid_until=NOW - DAY, approved_at=NOW - 9 * DAY)
        await bot.pressed_data(ANA, f"1|ann|{one}")
        [told] = await bot.hears(ANA, "¿cuándo es?")
        over = day((NOW - DAY).astimezone(BOGOTA).date(), "es")
        assert told.text.endswith(texts.HELD_UNTIL.format(day=over))

    async def test_of_one_that_was_cancelled_or_not_sent_is_refused_kindly(
        self, bot: LocalBot, engine: AsyncEngine
    ) -> None:
        for one in (await tell(engine, CALL, state="cancelled"), await tell(engine, CALL, state="draft"), 999):
            for data in ("1|ann|{}", "1|news|{}", "1|rmd|{}|0", "1|remind|{}|0|3", "1|forget|{}|0|3"):
                assert await bot.pressed_data(ANA, data.format(one)) == []
                assert bot.last_alert()["text"] == texts.ANNOUNCEMENT_GONE
                assert bot.last_alert()["show_alert"] is True

    async def test_a_picture_without_words_can_be_asked_about(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one = await tell(engine, "")
        [asked] = await bot.pressed_data(ANA, f"1|ann|{one}")
        assert asked.text == texts.ASK_ABOUT.format(day=day(TODAY, "es"))
        [told] = await bot.hears(ANA, "¿cuándo es?")
        assert told.text == TITLE

    async def test_in_a_group_the_next_message_of_others_is_none_of_it(
        self, bot: LocalBot, engine: AsyncEngine, api: BotApi
    ) -> None:
        one = await tell(engine, CALL)
        [asked] = await bot.pressed_data(GROUP, f"1|ann|{one}", user_id=ANA)
        assert asked.text.endswith(texts.ASK_ABOUT.format(day=day(TODAY, "es")))
        assert await bot.hears(GROUP, "¿cuándo es?", chat_type="group", user_id=ANA) == []


class TestTemporaryKnowledge:
    async def test_answers_under_its_date_and_the_guide_is_one_touch_away(
        self, bot: LocalBot, engine: AsyncEngine
    ) -> None:
        one = await tell(engine, CALL)
        [told] = await bot.hears(ANA, QUESTION)
        assert told.text == f"{TITLE}\n\n{CALL}"
        assert labels(told) == ["📖 Ver todo: Unirse a un consorcio de exportación", "👍", "👎"]
        question = await kept(bot, 1)
        assert (question.text, question.outcome, question.reason, question.articles) == (
            QUESTION,
            "answer",
            "announced",
            (),
        )
        assert await questions_about(engine, one) == 1

    async def test_answers_where_the_guide_is_silent(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        await tell(engine, CALL)
        assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
        [told] = await bot.hears(ANA, "necesito los requisitos de la combocatoria d pulpaz")
        assert told.text.startswith(TITLE)

    async def test_can_be_rated_and_gone_on_from(self, bot: LocalBot, engine: AsyncEngine) -> None:
        await tell(engine, CALL)
        await bot.hears(ANA, QUESTION)
        await bot.pressed(ANA, "👎")
        assert bot.last_alert()["text"] == common.SORRY_FOR_ANSWER
        [again] = await bot.hears(ANA, "¿y dónde es?")
        assert again.text.startswith(TITLE)

    async def test_is_beside_the_guide_where_the_guide_says_as_much(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        workshop = "Taller para empacar café en cajas: lunes 7"
        await tell(engine, workshop)
        assistant.respond = lambda asked: an_answer(article="export/packing")
        [answer] = await bot.hears(ANA, "¿en qué cajas empaco el café?")
        assert answer.text.startswith("Su empresa presenta una carta")
        [told] = await bot.pressed(ANA, "📣 Ver el aviso: Taller para empacar café")
        assert told.text == f"{TITLE}\n\n{workshop}"
        assert (await kept(bot, 1)).reason == Reason.FOUND

    async def test_says_what_was_corrected_and_nothing_of_what_was_removed(
        self, bot: LocalBot, engine: AsyncEngine
    ) -> None:
        one = await tell(engine, CALL)
        await correct(engine, one, CALL.replace("30", "15"))
        [told] = await bot.hears(ANA, QUESTION)
        assert "hasta el 15 de noviembre" in told.text
        await correct(engine, one, CALL, kind="delete")
        [answer] = await bot.hears(ANA, QUESTION)
        assert answer.text.startswith("Su empresa presenta una carta")

    async def test_leaves_small_talk_and_what_was_chosen_alone(
        self, bot: LocalBot, engine: AsyncEngine, assistant: ScriptedAssistant
    ) -> None:
        await tell(engine, CALL)
        await bot.hears(ANA, "¿cómo me uno?")
        [answer] = await bot.pressed_data(ANA, "1|say|consortia/how-to-join|1")
        assert answer.text.startswith("Su empresa presenta una carta")
        assistant.respond = lambda asked: small_talk(Reason.THANKS)
        [answer] = await bot.hears(ANA, "gracias por la convocatoria de pulpas")
        assert answer.text == common.REASONS[Reason.THANKS]

    async def test_answers_in_a_group_too(self, bot: LocalBot, engine: AsyncEngine, api: BotApi) -> None:
        await tell(engine, CALL)
        question = f"@{api.bot['username']} {QUESTION}"
        [told] = await bot.hears(GROUP, question, chat_type="group", user_id=ANA)
        assert told.text.startswith(TITLE)


class TestReminders:
    async def an_event(self, engine: AsyncEngine, in_days: int) -> tuple[int, dt.date]:
        """An announcement whose second button reminds of a day."""
        event = TODAY + in_days * DAY
        buttons = (Button("ask"), Button("remind", date=event.isoformat()))
        return await tell(engine, CALL, buttons=buttons), event

    async def waiting(self, engine: AsyncEngine) -> list[tuple[int, dt.datetime]]:
        async with engine.connect() as connection:
            rows = await connection.execute(select(Reminder.chat_id, Reminder.remind_at).order_by(Reminder.remind_at))
            return [(row.chat_id, row.remind_at) for row in rows]

    async def test_offer_three_days_and_one_day_before(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, event = await self.an_event(engine, 10)
        [asked] = await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        assert asked.text == texts.REMIND_WHEN.format(day=day_of_week(event, "es"))
        assert labels(asked) == [
            texts.REMIND_BEFORE[before].format(day=day_of_week(event - before * DAY, "es")) for before in (3, 1)
        ]
        assert await self.waiting(engine) == []

    async def test_are_kept_and_confirmed_with_the_date(self, bot: LocalBot, engine: AsyncEngine, api: BotApi) -> None:
        one, event = await self.an_event(engine, 10)
        await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        await bot.pressed(ANA, "3 días antes")
        confirmed = texts.REMINDER_SET.format(
            remind_on=day_of_week(event - 3 * DAY, "es"), day=day_of_week(event, "es")
        )
        assert api.texts_to(ANA) == [confirmed]
        assert await self.waiting(engine) == [(ANA, remind_at(event, 3, NOW))]

    async def test_are_undone_at_one_touch(self, bot: LocalBot, engine: AsyncEngine, api: BotApi) -> None:
        one, _ = await self.an_event(engine, 10)
        await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        await bot.pressed(ANA, "3 días antes")
        _, undo = bot.button(ANA, texts.UNDO_REMINDER)
        await bot.pressed(ANA, texts.UNDO_REMINDER)
        assert api.texts_to(ANA) == [texts.REMINDER_UNDONE]
        assert await self.waiting(engine) == []
        await bot.pressed_data(ANA, undo["callback_data"], api.messages_to(ANA)[-1]["message_id"])
        assert api.texts_to(ANA) == [texts.NO_REMINDER_LEFT]

    async def test_asked_for_twice_are_one(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, _ = await self.an_event(engine, 10)
        for _ in range(2):
            await bot.pressed_data(ANA, f"1|rmd|{one}|1")
            await bot.pressed(ANA, "1 día antes")
        assert len(await self.waiting(engine)) == 1

    async def test_can_be_both(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, event = await self.an_event(engine, 10)
        for label in ("3 días antes", "1 día antes"):
            await bot.pressed_data(ANA, f"1|rmd|{one}|1")
            await bot.pressed(ANA, label)
        assert await self.waiting(engine) == [(ANA, remind_at(event, before, NOW)) for before in (3, 1)]

    async def test_offer_only_what_is_still_ahead(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, event = await self.an_event(engine, 3)  # nine in the morning of today may be over
        [asked] = await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        assert labels(asked)[-1] == texts.REMIND_BEFORE[1].format(day=day_of_week(event - DAY, "es"))

    @pytest.mark.parametrize(
        ("in_days", "expected"), [(0, texts.TOO_LATE_TO_REMIND), (-1, texts.DATE_HAS_PASSED)], ids=["today", "past"]
    )
    async def test_of_a_day_that_is_here_are_refused_kindly(
        self, bot: LocalBot, engine: AsyncEngine, api: BotApi, in_days: int, expected: str
    ) -> None:
        one, event = await self.an_event(engine, in_days)
        refusal = expected.format(day=day_of_week(event, "es"))
        [told] = await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        assert (told.text, labels(told)) == (refusal, [])
        await bot.pressed_data(ANA, f"1|remind|{one}|1|1")
        assert set(api.texts_to(ANA)) == {refusal}
        assert await self.waiting(engine) == []

    async def test_of_a_button_that_has_no_date_are_refused(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, _ = await self.an_event(engine, 10)
        for data in (f"1|rmd|{one}|0", f"1|rmd|{one}|7", f"1|remind|{one}|0|3"):
            assert await bot.pressed_data(ANA, data) == []
            assert bot.last_alert()["text"] == common.BUTTON_EXPIRED

    async def test_are_asked_for_in_the_readers_language(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, event = await self.an_event(engine, 10)
        await bot.services.readers.choose_language(ANA, "en")
        [asked] = await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        assert asked.text == translate(texts.REMIND_WHEN, "en", day=day_of_week(event, "en"))

    async def test_are_among_my_data_and_go_with_a_stop(self, bot: LocalBot, engine: AsyncEngine) -> None:
        one, event = await self.an_event(engine, 10)
        await bot.pressed_data(ANA, f"1|rmd|{one}|1")
        await bot.pressed(ANA, "3 días antes")
        [kept] = (await bot.services.personal_data.of(ANA))["announcements"]["reminders"]
        assert (kept["announcement_id"], kept["event_date"]) == (one, event.isoformat())
        [told] = await bot.hears(ANA, "/baja")
        assert told.text == texts.STOPPED
        assert await self.waiting(engine) == []
