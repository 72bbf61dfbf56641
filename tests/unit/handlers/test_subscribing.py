"""/avisos: what is agreed to, topics that go on and off in place, one offer in a reader's life, and who is gone."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.announcements.audience import Topics
from bot.errors import SettingsError
from bot.guide.articles import Guide
from bot.handlers.offering import AFTER_ANSWERS
from bot.handlers.subscribe import CONSENT_VERSION
from bot.presentation import texts as common
from bot.presentation.localisation import translate
from bot.presentation.texts import subscribing as texts
from bot.storage.engine import open_engine
from bot.storage.subscribers import SubscriberState
from tests.support.assistants import FixedGuide, ScriptedAssistant, unsure
from tests.support.bot_api import BotApi, Sent
from tests.support.local_bot import LocalBot, labels, running

ANA, LUIS, GROUP = 501, 502, -100_500
QUESTION = "¿cómo me uno a un consorcio?"


async def ana(bot: LocalBot) -> SubscriberState | None:
    return await bot.services.subscribers.get(ANA)


async def agrees(bot: LocalBot, **about: str) -> None:
    """Ana has asked for announcements and agreed."""
    await bot.hears(ANA, "/avisos", **about)
    await bot.pressed(ANA, "🔔")


def shown(api: BotApi) -> str:
    """What the newest message to Ana says now."""
    return api.texts_to(ANA)[-1]


def buttons(api: BotApi) -> list[str]:
    """What can be touched under it."""
    return labels(api.messages_to(ANA)[-1])


def plain(markdown: str) -> str:
    return markdown.replace("**", "").replace("\n- ", "\n• ")


class TestConsent:
    async def test_says_who_writes_what_for_how_long_and_how_to_stop(self, bot: LocalBot) -> None:
        [asked] = await bot.hears(ANA, "/avisos")
        assert asked.text == plain(texts.CONSENT)
        assert labels(asked) == [texts.CONSENT_YES, texts.CONSENT_NO]
        assert await ana(bot) is None

    async def test_is_kept_with_its_date_and_the_version_of_its_text(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        kept = await ana(bot)
        assert kept is not None
        assert (kept.consent_version, kept.language, kept.topics) == (CONSENT_VERSION, "es", frozenset())
        assert len(api.messages_to(ANA)) == 1  # all in one message

    def test_has_a_version_of_its_own_for_each_text(self) -> None:
        """Whoever changes what readers agree to changes the version, and then this."""
        known = {"avisos-2026-11": "89661b40"}
        both = texts.CONSENT + translate(texts.CONSENT, "en")
        assert known[CONSENT_VERSION] == hashlib.sha256(both.encode()).hexdigest()[:8]

    async def test_not_now_leaves_nothing_and_is_no_offer_later(self, bot: LocalBot, api: BotApi) -> None:
        await bot.hears(ANA, "/avisos")
        await bot.pressed(ANA, texts.CONSENT_NO)
        assert shown(api) == texts.DECLINED
        assert await ana(bot) is None
        await bot.hears(ANA, QUESTION)
        assert await bot.pressed(ANA, "👍") == []

    async def test_is_asked_for_again_after_a_stop_and_finds_the_topics(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, "▫️ 🌱")
        await bot.hears(ANA, "/baja")
        await agrees(bot)
        kept = await ana(bot)
        assert kept is not None
        assert (kept.is_stopped, kept.topics) == (False, {"agro"})

    async def test_is_not_asked_of_who_came_from_another_bot(self, bot: LocalBot) -> None:
        await bot.services.subscribers.take_over([(ANA, "es", ("agro",))], "import")
        [asked] = await bot.hears(ANA, "/avisos")
        assert asked.text.startswith("🔔 Sus avisos")

    async def test_an_old_not_now_stops_nobody(self, bot: LocalBot, api: BotApi) -> None:
        await bot.hears(ANA, "/avisos")
        _, no = bot.button(ANA, texts.CONSENT_NO)
        await bot.pressed(ANA, "🔔")
        await bot.pressed_data(ANA, no["callback_data"])
        kept = await ana(bot)
        assert kept is not None
        assert not kept.is_stopped

    async def test_is_in_the_readers_language(self, bot: LocalBot, api: BotApi) -> None:
        [asked] = await bot.hears(ANA, "/announcements", language_code="en")
        assert asked.text == plain(translate(texts.CONSENT, "en"))
        await bot.pressed(ANA, "🔔")
        kept = await ana(bot)
        assert kept is not None
        assert kept.language == "en"
        assert "▫️ 📣 Calls" in buttons(api)


class TestTopics:
    async def test_are_those_of_the_file_by_group(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        topics = bot.services.topics
        for group in topics.groups:
            labels_ = [f"▫️ {topic['es']}" for topic in group.topics.values()]
            start = buttons(api).index(texts.GROUP_ON.format(group=group.labels["es"]))
            assert buttons(api)[start + 1 : start + 1 + len(labels_)] == labels_

    async def test_go_on_and_off_in_place(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        assert texts.NOTHING_ON in shown(api)
        await bot.pressed(ANA, "▫️ 🌱")
        assert "✅ 🌱 Agroindustria y alimentos" in buttons(api)
        assert plain(texts.SOME_MISSING.format(groups="Clase de aviso, Región")) in shown(api)
        await bot.pressed(ANA, "✅ 🌱")
        assert "▫️ 🌱 Agroindustria y alimentos" in buttons(api)
        kept = await ana(bot)
        assert kept is not None
        assert kept.topics == frozenset()
        assert len(api.messages_to(ANA)) == 1

    async def test_a_touch_that_comes_twice_does_no_harm(self, bot: LocalBot) -> None:
        await agrees(bot)
        _, agro = bot.button(ANA, "▫️ 🌱")
        await bot.pressed(ANA, "▫️ 🌱")
        await bot.pressed_data(ANA, agro["callback_data"])
        kept = await ana(bot)
        assert kept is not None
        assert kept.topics == {"agro"}

    async def test_of_a_group_go_together(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, "Clase de aviso: prender")
        kept = await ana(bot)
        assert kept is not None
        assert kept.topics == {"calls", "deadlines", "fairs", "training", "rules"}
        await bot.pressed(ANA, "Clase de aviso: apagar")
        assert texts.NOTHING_ON in shown(api)

    async def test_all_go_on_at_one_touch(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, texts.EVERYTHING_ON)
        assert texts.ALL_CHOSEN in shown(api)
        assert texts.EVERYTHING_ON not in buttons(api)
        kept = await ana(bot)
        assert kept is not None
        assert kept.topics == set(bot.services.topics.ids)

    async def test_are_summed_up_when_the_reader_is_done(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, "▫️ 📣")
        await bot.pressed(ANA, texts.DONE)
        assert shown(api) == texts.SAVED.format(topics="📣 Convocatorias")
        assert buttons(api) == []

    async def test_none_is_said_plainly(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, texts.DONE)
        assert shown(api) == texts.SAVED_WITHOUT_TOPICS

    async def test_stop_at_one_touch(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.pressed(ANA, texts.STOP_ALL)
        assert shown(api) == texts.STOPPED
        kept = await ana(bot)
        assert kept is not None
        assert kept.is_stopped

    async def test_come_again_when_they_are_asked_for(self, bot: LocalBot) -> None:
        await agrees(bot)
        [again] = await bot.hears(ANA, "/avisos")
        assert texts.DONE in labels(again)

    async def test_switch_language_with_the_reader(self, bot: LocalBot) -> None:
        await agrees(bot)
        await bot.hears(ANA, "/idioma")
        await bot.pressed(ANA, "English")
        kept = await ana(bot)
        assert kept is not None
        assert kept.language == "en"


class TestOldButtons:
    async def test_work_after_a_restart(
        self, api: BotApi, database: str, assistant: ScriptedAssistant, small_guide: Guide
    ) -> None:
        guide = FixedGuide(small_guide.articles)
        async with running(LocalBot(api, database, assistant, guide)) as bot:
            await agrees(bot)
        async with running(LocalBot(api, database, assistant, guide)) as again:
            await again.pressed(ANA, "▫️ 🌱")
        assert "✅ 🌱 Agroindustria y alimentos" in buttons(api)

    async def test_of_a_topic_that_is_gone_say_so_and_show_todays(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        for data in ("1|topic|gone|+", "1|group|gone|+"):
            await bot.pressed_data(ANA, data, api.messages_to(ANA)[-1]["message_id"])
            assert bot.last_alert()["text"] == texts.TOPIC_GONE
            assert bot.last_alert()["show_alert"] is True
            assert texts.DONE in buttons(api)

    async def test_of_who_has_stopped_ask_for_consent_first(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        _, agro = bot.button(ANA, "▫️ 🌱")
        for data in (agro["callback_data"], "1|group|all|+", "1|chosen"):
            await bot.hears(ANA, "/baja")
            await bot.pressed_data(ANA, data)
            assert shown(api) == plain(texts.CONSENT)
            kept = await ana(bot)
            assert kept is not None
            assert (kept.is_stopped, kept.topics) == (True, frozenset())

    async def test_that_are_none_of_ours_change_nothing(self, bot: LocalBot) -> None:
        await agrees(bot)
        for data in ("1|topic|agro", "1|topic|agro|x", "1|agree|yes", "1|group||+|"):
            await bot.pressed_data(ANA, data)
            assert bot.last_alert()["text"] == common.BUTTON_EXPIRED

    async def test_of_someone_who_was_erased_begin_anew(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.services.personal_data.erase(ANA)
        await bot.pressed(ANA, "▫️ 🌱")
        assert shown(api) == plain(texts.CONSENT)
        assert await ana(bot) is None


class TestInAGroup:
    async def test_the_reader_is_asked_to_write_in_private(self, bot: LocalBot, api: BotApi) -> None:
        [told] = await bot.hears(GROUP, "/avisos", chat_type="group", user_id=ANA)
        assert told.text == texts.ONLY_IN_PRIVATE.format(bot=api.bot["username"])
        assert labels(told) == []

    async def test_nobody_subscribes_the_others(self, bot: LocalBot) -> None:
        await bot.hears(GROUP, "/avisos", chat_type="group", user_id=ANA)
        for data in ("1|agree|+", "1|topic|agro|+"):
            await bot.pressed_data(GROUP, data, user_id=ANA)
            assert bot.last_alert()["text"] == common.BUTTON_EXPIRED
        assert await bot.services.subscribers.get(GROUP) is None


class TestStopping:
    async def test_who_gets_none_is_told_so(self, bot: LocalBot) -> None:
        [told] = await bot.hears(ANA, "/baja")
        assert told.text == texts.NOTHING_TO_STOP

    async def test_twice_is_once(self, bot: LocalBot) -> None:
        await agrees(bot)
        await bot.hears(ANA, "/baja")
        [told] = await bot.pressed_data(ANA, "1|stop|7")
        assert told.text == texts.NOTHING_TO_STOP


class TestTheOffer:
    async def offers(self, bot: LocalBot, times: int, chat_id: int = ANA) -> list[Sent]:
        """What is offered while a question is asked so many times."""
        sent = [message for _ in range(times) for message in await bot.hears(chat_id, QUESTION)]
        return [message for message in sent if message.text == texts.OFFER]

    async def test_comes_with_the_first_thumb_up_and_never_again(self, bot: LocalBot) -> None:
        await bot.hears(ANA, QUESTION)
        [offer] = await bot.pressed(ANA, "👍")
        assert offer.text == texts.OFFER
        assert labels(offer) == [texts.OFFER_YES, texts.CONSENT_NO]
        assert await bot.pressed(ANA, "👍") == []
        assert await self.offers(bot, 2 * AFTER_ANSWERS) == []

    async def test_does_not_come_with_a_thumb_down(self, bot: LocalBot) -> None:
        await bot.hears(ANA, QUESTION)
        assert texts.OFFER not in [sent.text for sent in await bot.pressed(ANA, "👎")]

    async def test_comes_with_the_third_answer(self, bot: LocalBot) -> None:
        assert await self.offers(bot, AFTER_ANSWERS - 1) == []
        assert len(await self.offers(bot, 1)) == 1
        assert await self.offers(bot, AFTER_ANSWERS) == []

    async def test_does_not_count_what_was_not_answered(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: unsure()
        assert await self.offers(bot, AFTER_ANSWERS + 1) == []

    async def test_leads_to_the_consent_and_the_topics(self, bot: LocalBot, api: BotApi) -> None:
        await bot.hears(ANA, QUESTION)
        await bot.pressed(ANA, "👍")
        await bot.pressed(ANA, texts.OFFER_YES)
        assert shown(api) == plain(texts.CONSENT)
        await bot.pressed(ANA, texts.CONSENT_YES)
        assert texts.DONE in buttons(api)

    async def test_declined_is_over(self, bot: LocalBot, api: BotApi) -> None:
        await bot.hears(ANA, QUESTION)
        await bot.pressed(ANA, "👍")
        await bot.pressed(ANA, texts.CONSENT_NO)
        assert shown(api) == texts.DECLINED
        assert await self.offers(bot, AFTER_ANSWERS + 1) == []

    async def test_is_not_made_to_subscribers(self, bot: LocalBot) -> None:
        await agrees(bot)
        assert await self.offers(bot, AFTER_ANSWERS + 1) == []
        await bot.hears(ANA, "/baja")
        assert await self.offers(bot, AFTER_ANSWERS + 1) == []

    async def test_is_not_made_in_a_group(self, bot: LocalBot, api: BotApi) -> None:
        asked = f"@{api.bot['username']} {QUESTION}"
        for _ in range(AFTER_ANSWERS + 1):
            sent = await bot.hears(GROUP, asked, chat_type="group", user_id=ANA)
            assert len(sent) == 1


class TestBlocking:
    async def reachable(self, bot: LocalBot) -> bool:
        kept = await ana(bot)
        assert kept is not None
        return not kept.is_unreachable

    async def test_is_known_at_once_and_so_is_the_return(self, bot: LocalBot, api: BotApi) -> None:
        await agrees(bot)
        await bot.inbox.until_handled(api.user_blocks(ANA))
        assert not await self.reachable(bot)
        await bot.inbox.until_handled(api.user_returns(ANA))
        assert await self.reachable(bot)

    @pytest.mark.parametrize("command", ["/start", "/avisos"])
    async def test_is_over_when_the_person_writes(self, bot: LocalBot, command: str) -> None:
        await agrees(bot)
        await bot.services.subscribers.mark_unreachable(ANA, "user is deactivated")
        await bot.hears(ANA, command)
        assert await self.reachable(bot)

    async def test_of_a_stranger_leaves_no_trace(self, bot: LocalBot, api: BotApi) -> None:
        await bot.inbox.until_handled(api.user_blocks(LUIS))
        await bot.inbox.until_handled(api.user_returns(LUIS))
        assert await bot.services.subscribers.get(LUIS) is None

    async def test_is_stored_before_telegram_is_told_and_survives_a_kill(
        self, api: BotApi, database: str, assistant: ScriptedAssistant, small_guide: Guide
    ) -> None:
        guide = FixedGuide(small_guide.articles)
        first = LocalBot(api, database, assistant, guide)
        await first.services.subscribers.subscribe(ANA, "es", [], "1")
        await first.inbox.store([api.user_blocks(ANA)])  # received, and then the process dies
        await first.close()
        async with running(LocalBot(api, database, assistant, guide)) as again:
            await again.hears(LUIS, QUESTION)
            assert not await self.reachable(again)


async def test_my_data_has_what_was_agreed_to_and_erasing_ends_it(bot: LocalBot, database: str) -> None:
    await agrees(bot)
    await bot.pressed(ANA, "▫️ 🌱")
    kept = (await bot.services.personal_data.of(ANA))["announcements"]
    assert (kept["subscriber"]["consent_version"], kept["topics"]) == (CONSENT_VERSION, ["agro"])
    await bot.hears(ANA, "/borrar_mis_datos")
    await bot.pressed(ANA, common.ERASE_YES)
    engine = open_engine(database)
    async with engine.connect() as connection:
        for table in ("subscriber", "subscription", "reminder", "flow", "reader"):
            found = await connection.scalar(text(f"SELECT count(*) FROM {table} WHERE chat_id = {ANA}"))
            assert (table, found) == (table, 0)
    await engine.dispose()


@pytest.mark.parametrize("topic", ["ñandú" * 5, "a|b", "a;b", "all"])
def test_a_topic_whose_id_no_button_can_carry_is_refused(tmp_path: Path, topic: str) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(f'g:\n  label: {{es: G, en: G}}\n  topics:\n    "{topic}": {{es: T, en: T}}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be the id"):
        Topics(path)
