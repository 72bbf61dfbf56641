"""/vacios: an editor sees what the guide lacks, and decides."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.assistant.answer import Answer, Outcome, Reason
from bot.guide.following import LiveGuide
from bot.presentation.texts import gaps as texts
from bot.storage.gap_tables import Gap
from bot.storage.gaps import UNDECIDED
from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi
from tests.support.editing import ANA, BETO, READER, STAFF, audited, files_of, said
from tests.support.guide import SmallGuide
from tests.support.local_bot import LocalBot, labels, running

BRAZIL, FLOWERS = "¿Cómo vendo mermelada en Brasil?", "exporto flores cortadas"
QUESTIONS = "es/export/packing.questions.txt"


def refusal(**changes: object) -> Answer:
    return Answer(Outcome.REFUSE, Reason.NOT_COVERED, **{"language": "es"} | changes)


@pytest.fixture
async def bot(api: BotApi, database: str, published: SmallGuide) -> AsyncIterator[LocalBot]:
    """A bot that refuses whatever is asked."""
    live = LiveGuide(published.library, published.embedder)
    assistant = ScriptedAssistant(lambda asked: refusal())
    async with running(LocalBot(api, database, assistant, live, staff=STAFF, edited=published)) as started:
        yield started
    live.close()


async def pressed(bot: LocalBot, label: str, editor: int = ANA) -> str:
    """What the bot says to a pressed button: a new message, or the old one as it is now."""
    message, button = bot.button(editor, label)
    return await pressed_data(bot, button["callback_data"], editor, message["message_id"])


async def pressed_data(bot: LocalBot, data: str, editor: int = ANA, message_id: int = 1) -> str:
    """The same for what a button carries."""
    if sent := await bot.pressed_data(editor, data, message_id):
        return said(sent)
    return next(str(m["text"]) for m in bot.api.messages_to(editor) if m["message_id"] == message_id)


def shown(bot: LocalBot, editor: int = ANA) -> list[str]:
    """The buttons under the newest message."""
    return labels(bot.api.messages_to(editor)[-1])


async def opened(bot: LocalBot, *questions: str) -> str:
    """Readers ask, and Ana opens the first gap; what she sees."""
    for chat, question in enumerate(questions or (BRAZIL,), start=READER):
        await bot.hears(chat, question)
    await bot.hears(ANA, "/vacios")
    return await pressed(bot, "1")


class TestTheList:
    async def test_the_most_wanted_comes_first_with_how_many_and_never_who(self, bot: LocalBot) -> None:
        await bot.hears(READER, FLOWERS, first_name="Rosalba")
        for chat in (READER, READER + 1):
            await bot.hears(chat, BRAZIL, first_name="Rosalba")
        listed = said(await bot.hears(ANA, "/vacios"))
        assert listed.index(BRAZIL) < listed.index(FLOWERS)
        assert "2 personas" in listed
        assert "Rosalba" not in listed
        assert str(READER) not in listed

    async def test_nothing_missing_is_good_news(self, bot: LocalBot) -> None:
        assert "No falta nada" in said(await bot.hears(ANA, "/gaps"))

    async def test_it_has_pages(self, bot: LocalBot) -> None:
        for number, word in enumerate("uno dos tres cuatro cinco seis siete ocho".split()):
            await bot.hears(READER, f"{word * 3} {number}{number}{number}")
        [first] = await bot.hears(ANA, "/vacios")
        assert labels(first)[:6] == ["1", "2", "3", "4", "5", "6"]
        assert "Página 2 de 2" in await pressed(bot, "▶️")
        assert shown(bot)[:2] == ["7", "8"]
        assert "Página 1 de 2" in await pressed(bot, "◀️")
        assert shown(bot)[:6] == ["1", "2", "3", "4", "5", "6"]

    @pytest.mark.parametrize("data", ["1|gaps|9999", "1|gaps|0"])
    async def test_a_page_that_is_not_there_any_more_is_the_last(self, bot: LocalBot, data: str) -> None:
        await opened(bot)
        assert BRAZIL in await pressed_data(bot, data)

    async def test_it_is_for_editors_in_their_own_chat(self, bot: LocalBot) -> None:
        await bot.hears(READER, BRAZIL)
        assert "solo para el equipo" in said(await bot.hears(READER, "/vacios"))
        assert "chat privado" in said(await bot.hears(-100, "/vacios", chat_type="supergroup", user_id=ANA))
        assert "solo para el equipo" in said(await bot.pressed_data(READER, "1|gap|1"))

    async def test_what_readers_write_means_nothing_as_markup(self, bot: LocalBot) -> None:
        question = "**a** [b](https://example.org/x) `c` ~~~~ {d} <e>"
        await bot.hears(READER, question)
        assert question in said(await bot.hears(ANA, "/vacios"))
        assert question in await pressed(bot, "1")
        preview = await pressed(bot, "➕")
        assert "https://example.org/x" in preview


class TestOneGap:
    async def test_it_shows_the_wordings_and_what_is_nearest(self, bot: LocalBot) -> None:
        gap = await opened(bot, "en qué caja mando los mangos", "en qué caja mando los mangos maduros")
        for words in ("en qué caja mando los mangos", "También la preguntaron así", "Cómo empacar", "2 personas"):
            assert words in gap

    async def test_one_that_is_gone_says_so(self, bot: LocalBot) -> None:
        await opened(bot)
        assert texts.GONE in await pressed_data(bot, "1|gap|4711")

    async def test_out_of_scope_and_back(self, bot: LocalBot) -> None:
        await opened(bot)
        assert "fuera de alcance" in await pressed(bot, "🚫")
        assert "No falta nada" in said(await bot.hears(ANA, "/vacios"))
        await bot.hears(READER + 7, BRAZIL)
        assert "No falta nada" in said(await bot.hears(ANA, "/vacios"))
        [gap] = await bot.services.gaps.storage.gaps.all_in(("outside",))
        assert BRAZIL in await pressed_data(bot, f"1|gap-in|{gap.id}")
        assert BRAZIL in said(await bot.hears(ANA, "/vacios"))
        assert (await audited(bot))[:2] == [(ANA, "gap open"), (ANA, "gap outside")]

    async def test_two_editors_at_once_the_second_sees_what_the_first_decided(self, bot: LocalBot) -> None:
        await opened(bot)
        [gap] = await bot.services.gaps.storage.gaps.all_in(UNDECIDED)
        await bot.pressed_data(BETO, f"1|gap-out|{gap.id}")
        told = await pressed(bot, "🚫")
        assert "ya decidió" in told
        assert "fuera de alcance" in told

    async def test_what_was_answered_badly_can_be_added_to_what_the_guide_declines(
        self, bot: LocalBot, published: SmallGuide
    ) -> None:
        bot.assistant.respond = lambda asked: Answer(Outcome.CLARIFY, Reason.UNSURE, "es")
        await opened(bot, "a cómo está el dólar")
        await bot.pressed(ANA, "🚫")
        assert "es/outside.questions.txt" in await pressed(bot, "➕")
        await bot.pressed(ANA, "✅")
        written = (published.knowledge / "es" / "outside.questions.txt").read_text(encoding="utf-8")
        assert written == "a cómo está el dólar\n"
        assert (await audited(bot))[0] == (ANA, "question added")
        [gap] = await bot.services.gaps.storage.gaps.all_in(("outside",))
        assert gap.asked[0].text == "a cómo está el dólar"

    async def test_what_was_declined_anyway_is_not_offered_there(self, bot: LocalBot) -> None:
        await opened(bot)
        await bot.pressed(ANA, "🚫")
        assert not [label for label in shown(bot) if label.startswith("➕")]


class TestAdding:
    async def test_shown_first_then_written_and_counted_from_the_next_publication(
        self, bot: LocalBot, published: SmallGuide
    ) -> None:
        await opened(bot, "en qué caja mando los mangos")
        before = files_of(published.knowledge)
        preview = await pressed(bot, "➕ A: Cómo empacar")
        assert QUESTIONS in preview
        assert "+en qué caja mando los mangos" in preview
        assert files_of(published.knowledge) == before
        told = await pressed(bot, "✅")
        assert "próxima publicación" in told
        after = files_of(published.knowledge)
        assert after.pop(QUESTIONS) == before.pop(QUESTIONS) + "en qué caja mando los mangos\n".encode()
        assert after == before
        assert "espera publicación" in said(await bot.hears(ANA, "/vacios"))
        assert (await audited(bot))[0] == (ANA, "gap added")

    async def test_in_other_words(self, bot: LocalBot, published: SmallGuide) -> None:
        await opened(bot, "soy Rosalba, tel 300 555, en qué caja mando los mangos")
        await bot.pressed(ANA, "➕ A: Cómo empacar")
        preview = said(await bot.hears(ANA, "¿En qué caja mando los mangos?\n# ¿Y el banano?"))
        assert "+¿En qué caja mando los mangos?\n+¿Y el banano?" in preview
        await bot.pressed(ANA, "✅")
        lines = (published.knowledge / QUESTIONS).read_text(encoding="utf-8").splitlines()
        assert lines[-2:] == ["¿En qué caja mando los mangos?", "¿Y el banano?"]
        assert "Rosalba" not in "".join(lines)

    async def test_only_what_was_shown_last_is_written(self, bot: LocalBot, published: SmallGuide) -> None:
        await opened(bot)
        before = files_of(published.knowledge)
        await bot.pressed(ANA, "➕")
        [old] = [data for data in _data_of(bot, ANA) if data.startswith("1|gap-write")]
        await bot.hears(ANA, "otras palabras")
        assert texts.PREVIEW_IS_OLD in await pressed_data(bot, old)
        await bot.hears(ANA, "/cancelar")
        assert texts.PREVIEW_IS_OLD in await pressed(bot, "✅")
        assert files_of(published.knowledge) == before

    async def test_leaving_it(self, bot: LocalBot, published: SmallGuide) -> None:
        await opened(bot)
        before = files_of(published.knowledge)
        await bot.pressed(ANA, "➕")
        assert texts.NOT_WRITTEN in await pressed(bot, texts.DO_NOT_WRITE)
        assert files_of(published.knowledge) == before
        await bot.hears(ANA, "esto es una pregunta")
        assert bot.assistant.asked[-1].message == "esto es una pregunta"

    @pytest.mark.parametrize("written", ["export/labels", "`export/labels`", "etiquetas", "EXPORT/LABELS "])
    async def test_another_article_by_its_id_or_title(self, bot: LocalBot, written: str) -> None:
        await opened(bot)
        await bot.pressed(ANA, "🔎")
        found = said(await bot.hears(ANA, written))
        if "¿Cuál de estos?" in found:
            found = await pressed(bot, "➕ A: Etiquetas")
        assert "es/export/labels.questions.txt" in found

    async def test_a_title_that_no_article_has_is_asked_again(self, bot: LocalBot) -> None:
        await opened(bot)
        await bot.pressed(ANA, "🔎")
        assert texts.NO_SUCH_TITLE in said(await bot.hears(ANA, "xyzzy"))
        assert "¿Cuál de estos?" in said(await bot.hears(ANA, "empacar"))

    async def test_what_stands_there_already_is_not_lost_either(self, bot: LocalBot, published: SmallGuide) -> None:
        await opened(bot, "cómo empaco el café")
        assert texts.FAULTS["NothingNew"] in await pressed(bot, "➕ A: Cómo empacar")
        assert "+cómo empaco el cacao" in said(await bot.hears(ANA, "cómo empaco el cacao"))

    async def test_an_article_that_is_gone_says_so(self, bot: LocalBot, published: SmallGuide) -> None:
        await opened(bot)
        [gap] = await bot.services.gaps.storage.gaps.all_in(UNDECIDED)
        for article in ("export/nothing", "../../../etc/passwd"):
            told = await pressed_data(bot, f"1|gap-to|{gap.id}|{article}")
            assert texts.FAULTS["NoSuchArticle"] in told

    async def test_while_the_guide_is_published_it_waits(
        self, bot: LocalBot, published: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.desk.question_files.WAIT_SECONDS", 0.0)
        await opened(bot)
        await bot.pressed(ANA, "➕")
        other = SmallGuide(published.knowledge.parent).library
        with other.publishing():
            assert texts.FAULTS["PublicationUnderWay"] in await pressed(bot, "✅")
        assert "Agregada" in await pressed(bot, "✅")

    async def test_it_survives_a_restart_and_the_gap_being_decided_meanwhile(
        self, bot: LocalBot, published: SmallGuide
    ) -> None:
        await opened(bot)
        await bot.pressed(ANA, "➕")
        async with bot._engine.begin() as connection:
            await connection.execute(update(Gap).values(state="outside"))
        assert "Agregada" in await pressed(bot, "✅")
        async with bot._engine.connect() as connection:
            assert await connection.scalar(select(Gap.state)) == "outside"
        assert (await audited(bot))[0] == (ANA, "question added")


def _data_of(bot: LocalBot, chat_id: int) -> list[str]:
    return [b["callback_data"] for m in bot.api.messages_to(chat_id) for b in bot.api.buttons_of(m)]
