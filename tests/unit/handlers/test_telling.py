""" "Avíseme": readers agree to be told, and are, when an editor fills the gap. And answers that are corrected."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.announcements.hours import QuietHours
from bot.announcements.notices import Noticing
from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.pipeline import Assistant
from bot.guide import following
from bot.guide.following import LiveGuide
from bot.presentation.texts import gaps as texts
from bot.settings import CONFIG_DIR
from bot.storage.gap_tables import Gap
from bot.storage.personal_data import PersonalData
from tests.support.announcing import Office
from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi
from tests.support.editing import ANA, READER, STAFF, said
from tests.support.guide import SmallGuide, write_packing
from tests.support.local_bot import LocalBot, labels, running
from tests.support.retrieval import write_retrieval

LUIS, EVA = READER + 1, READER + 2
ASKED = ("¿Cuánto mide la estiba?", "cuanto mide la estiba", "q mide la estiba")


async def wishes(bot: LocalBot, chat_id: int) -> list[str]:
    about = (await PersonalData(bot._engine).of(chat_id))["answers_awaited"]
    return [wish["question"] for wish in about["wishes"]]


async def set_gaps(bot: LocalBot, state: str) -> None:
    await bot.services.gaps.desk.refresh()
    async with bot._engine.begin() as connection:
        await connection.execute(Gap.__table__.update().values(state=state))


class TestAgreeing:
    @pytest.fixture
    async def bot(self, api: BotApi, database: str, published: SmallGuide) -> AsyncIterator[LocalBot]:
        live = LiveGuide(published.library, published.embedder)
        assistant = ScriptedAssistant(lambda asked: Answer(Outcome.REFUSE, Reason.NOT_COVERED, asked.language))
        async with running(LocalBot(api, database, assistant, live, staff=STAFF, edited=published)) as started:
            yield started
        live.close()

    async def test_a_reader_agrees_and_is_told_what_is_kept(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        told = said(await bot.pressed(READER, "🔔"))
        assert "una sola vez" in told
        assert "guardo el número de este chat" in told
        assert await wishes(bot, READER) == [ASKED[0]]

    async def test_twice_is_harmless(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        await bot.pressed(READER, "🔔")
        assert await bot.pressed(READER, "🔔") == []
        assert bot.last_alert()["text"] == texts.TELL_ALREADY
        assert await wishes(bot, READER) == [ASKED[0]]

    async def test_it_can_be_taken_back(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        await bot.pressed(READER, "🔔")
        assert texts.TELL_UNDONE in said(await bot.pressed(READER, texts.TELL_UNDO))
        assert await wishes(bot, READER) == []

    async def test_for_someone_elses_question_nobody_agrees(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        [question] = [b for b in labels(bot.api.messages_to(READER)[-1]) if b.startswith("🔔")]
        data = bot.button(READER, question)[1]["callback_data"]
        await bot.hears(LUIS, "hola")
        assert await bot.pressed_data(LUIS, data) == []
        assert bot.last_alert()["show_alert"]
        assert await wishes(bot, LUIS) == []

    async def test_what_is_answered_meanwhile_is_answered_at_once(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        await set_gaps(bot, "answered")
        bot.assistant.respond = lambda asked: Answer(Outcome.SMALLTALK, Reason.THANKS, "es")
        assert "Con mucho gusto" in said(await bot.pressed(READER, "🔔"))
        assert bot.assistant.asked[-1].message == ASKED[0]
        assert await wishes(bot, READER) == []

    async def test_what_is_out_of_scope_is_not_promised(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        await set_gaps(bot, "outside")
        assert texts.TELL_OUTSIDE in said(await bot.pressed(READER, "🔔"))
        assert await wishes(bot, READER) == []

    async def test_english_readers_read_english(self, bot: LocalBot) -> None:
        await bot.hears(READER, "How long is a pallet?", language_code="en")
        assert "I will send it to you here, once" in said(await bot.pressed(READER, "🔔"))

    async def test_muting_and_thinking_better_of_it(self, bot: LocalBot) -> None:
        await bot.hears(READER, ASKED[0])
        await bot.pressed(READER, "🔔")
        assert texts.MUTED in said(await bot.pressed_data(READER, "1|mute"))
        assert texts.UNMUTED in said(await bot.pressed(READER, texts.UNMUTE))
        about = (await PersonalData(bot._engine).of(READER))["answers_awaited"]
        assert (about["muted_at"], len(about["wishes"])) == (None, 1)

    async def test_an_unsure_answer_that_its_asker_cleared_up_is_no_gap(self, bot: LocalBot) -> None:
        bot.assistant.respond = lambda asked: Answer(Outcome.CLARIFY, Reason.UNSURE, "es")
        await bot.hears(READER, ASKED[0])
        bot.assistant.respond = lambda asked: Answer(Outcome.SMALLTALK, Reason.THANKS, "es")
        await bot.pressed_data(READER, "1|say|export/packing|1")
        await bot.services.gaps.desk.refresh()
        assert await bot.services.gaps.desk.ranked() == []


@pytest.fixture
def guide(published: SmallGuide, monkeypatch: pytest.MonkeyPatch) -> SmallGuide:
    """A guide that is followed at once, and whose answers a reader of the test can foresee."""
    monkeypatch.setattr(following, "FOLLOW_SECONDS", 0.0)
    write_retrieval(published.config / "retrieval.yaml")
    published.publish()
    return published


@pytest.fixture
async def bot(api: BotApi, database: str, guide: SmallGuide) -> AsyncIterator[LocalBot]:
    """The real assistant over that guide, whose publications so far have been looked after."""
    live = LiveGuide(guide.library, guide.embedder)
    assistant = Assistant(live, CONFIG_DIR)
    async with running(LocalBot(api, database, assistant, live, staff=STAFF, edited=guide)) as started:
        assert await started.services.gaps.telling.look()
        yield started
    live.close()


@pytest.fixture
def noticing(office: Office) -> Callable[[], Noticing]:
    """What the sender of notices is, over the same database."""
    return lambda: Noticing(office.storage, office.courier.bot, office.governor, QuietHours(), office.clock)


async def test_from_the_question_to_the_answer_that_comes_back(
    bot: LocalBot, guide: SmallGuide, noticing: Callable[[], Noticing]
) -> None:
    for chat, question in zip((READER, LUIS, EVA), ASKED, strict=True):
        assert "no cubre eso" in said(await bot.hears(chat, question))
    for chat in (READER, LUIS):
        await bot.pressed(chat, "🔔")
    assert "3 personas" in said(await bot.hears(ANA, "/vacios"))
    await bot.pressed(ANA, "1")
    await bot.pressed(ANA, "➕ A: Cómo empacar")
    await bot.pressed(ANA, "✅")
    assert not await bot.services.gaps.telling.look()
    guide.publish()
    assert await bot.services.gaps.telling.look()
    assert await noticing().send_due() == 2
    assert await noticing().send_due() == 0
    for chat, question in zip((READER, LUIS), ASKED, strict=False):
        told = bot.api.messages_to(chat)[-1]["text"]
        assert f"«{question}»" in told
        assert "Ya tenemos la respuesta" in told
        assert "Use cajas nuevas de cartón" in told
        assert "Guía: Cómo empacar (revisada en noviembre de 2026)" in told
    assert "Ya tenemos la respuesta" not in bot.api.messages_to(EVA)[-1]["text"]
    assert "No falta nada" in said(await bot.hears(ANA, "/vacios"))
    assert "Use cajas nuevas" in said(await bot.hears(EVA, ASKED[0]))
    # A roll-back: as it was, and nobody is told anything.
    guide.rollback()
    assert await bot.services.gaps.telling.look()
    assert await noticing().send_due() == 0
    assert "no cubre eso" in said(await bot.hears(EVA, ASKED[0]))


async def test_an_answer_that_changed_is_corrected_for_those_who_got_it(
    bot: LocalBot, guide: SmallGuide, noticing: Callable[[], Noticing]
) -> None:
    for chat in (READER, LUIS):
        assert "Use cajas nuevas" in said(await bot.hears(chat, "¿en qué caja mando la fruta?"))
    await bot.hears(EVA, "qué lleva la etiqueta del frasco")
    write_packing(guide.knowledge, "Use cajas de 12 kg.")
    guide.publish()
    assert await bot.services.gaps.telling.look()
    await bot.hears(ANA, "/vacios")
    await bot.pressed(ANA, "🔁 Respuestas que cambiaron (1)")
    await bot.pressed(ANA, "Cómo empacar (Español)")
    shown = bot.api.messages_to(ANA)[-1]["text"]
    for words in ("Use cajas nuevas de cartón y séquelas bien.", "Use cajas de 12 kg.", "30 días: 2 personas"):
        assert words in shown
    await bot.pressed(ANA, "📬 Avisar a los de 30")
    asked = bot.api.messages_to(ANA)[-1]["text"]
    assert "¿Le aviso a 2 personas" in asked
    assert "La respuesta que le dimos cambió" in asked
    assert await noticing().send_due() == 0
    await bot.pressed(ANA, "📬 Sí, avisar a 2 personas")
    assert await noticing().send_due() == 2
    told = bot.api.messages_to(READER)[-1]["text"]
    assert "«¿en qué caja mando la fruta?»" in told
    assert "Antes: Use cajas nuevas de cartón y séquelas bien." in told
    assert told.count("Use cajas de 12 kg.") == 1
    assert "cambió" not in bot.api.messages_to(EVA)[-1]["text"]
    await bot.hears(ANA, "/vacios")
    assert "🔁 Respuestas que cambiaron (1)" not in labels(bot.api.messages_to(ANA)[-1])
    for data in ("1|chg|1", "1|chg-ask|1|30", "1|chg-send|1|30", "1|chg-no|1"):
        await bot.pressed_data(ANA, data)
    assert await noticing().send_due() == 0
    for data in ("1|chg-ask|1|7", "1|chg-send|1|7"):
        await bot.pressed_data(ANA, data)
        assert bot.last_alert()["show_alert"]
