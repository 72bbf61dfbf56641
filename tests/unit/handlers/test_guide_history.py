"""/guia historial and /guia pendientes: what was published, the way back, and which articles to read again."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.guide.articles import load_guide
from bot.presentation import generations
from tests.support.assistants import FixedGuide, an_article
from tests.support.bot_api import BotApi
from tests.support.editing import ANA, audited, changes_packing, editors_bot, files_of, reviewed, said
from tests.support.guide import SmallGuide, write_pair
from tests.support.local_bot import LocalBot, labels, running

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
async def bot(api: BotApi, database: str, published: SmallGuide) -> AsyncIterator[LocalBot]:
    guide = FixedGuide(load_guide(published.knowledge).articles)
    async with running(editors_bot(api, database, published, guide)) as started:
        yield started


class TestHistory:
    async def test_who_published_what_and_when(self, bot: LocalBot, published: SmallGuide) -> None:
        published.change_an_article()
        published.publish()
        [shown] = await bot.hears(ANA, "/guia historial")
        live, first = shown.text.split("\n\n")[1:]
        assert live.startswith("🟢 En vivo · ")
        assert live.endswith(" · ana\n0 nuevos, 2 cambiados, 0 quitados")
        assert first.endswith("6 nuevos, 0 cambiados, 0 quitados")
        assert len(labels(shown)) == 1

    async def test_rolling_back_asks_first_and_is_kept_in_the_audit(self, bot: LocalBot, published: SmallGuide) -> None:
        first = published.library.live().name
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        await bot.pressed(ANA, "✅")
        second, files = published.library.live().name, files_of(published.knowledge)
        await bot.hears(ANA, "/guia historial")
        await bot.pressed(ANA, "↩️ Volver a")
        assert published.library.live().name == second
        await bot.pressed(ANA, "No, dejar")
        assert published.library.live().name == second
        await bot.pressed(ANA, "↩️ Volver a")
        await bot.pressed(ANA, "↩️ Sí, volver")
        assert "↩️ Listo" in bot.api.texts_to(ANA)[-1]
        assert published.library.live().name == first
        assert files_of(published.knowledge) == files
        assert (await audited(bot))[0] == (ANA, "guide rolled back")

    @pytest.mark.parametrize("generation", ["20200101T000000000-abcdef", "..", ""])
    async def test_a_generation_that_is_gone(self, bot: LocalBot, published: SmallGuide, generation: str) -> None:
        live = published.library.live().name
        await bot.pressed_data(ANA, f"1|g-back|{generation}")
        assert bot.last_alert()["show_alert"]
        await bot.pressed_data(ANA, f"1|g-back-yes|{generation}")
        assert "esa versión ya no está" in bot.api.texts_to(ANA)[-1]
        assert published.library.live().name == live

    async def test_a_broken_one_is_refused(self, bot: LocalBot, published: SmallGuide) -> None:
        broken, live = published.library.live(), published.publish().id
        (broken / "passages.json").write_text("[", encoding="utf-8")
        await bot.pressed_data(ANA, f"1|g-back-yes|{broken.name}")
        assert "esa versión está dañada o incompleta. La guía en vivo no cambió" in bot.api.texts_to(ANA)[-1]
        assert published.library.live().name == live


class TestDue:
    @pytest.fixture
    def published(self, published: SmallGuide) -> SmallGuide:
        """With one article long overdue, and one that soon will be."""
        long_ago = dt.date(2020, 5, 3)
        write_pair(published.knowledge, "export/labels", title="Etiquetas", summary="Peso y lote.", reviewed=long_ago)
        soon = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=335)
        write_pair(published.knowledge, "export/packing", title="Cómo empacar", summary="Cajas.", reviewed=soon)
        return published

    async def test_the_overdue_come_first(self, bot: LocalBot) -> None:
        [shown] = await bot.hears(ANA, "/guia pendientes")
        assert [label.split(" · ")[0] for label in labels(shown)] == [
            "⏰ Etiquetas (en)",
            "⏰ Etiquetas (es)",
            "Cómo empacar (en)",
            "Cómo empacar (es)",
        ]
        assert labels(shown)[0].endswith("venció el 3 de mayo de 2021")

    async def test_what_was_read_gets_todays_date_when_it_is_published(
        self, bot: LocalBot, published: SmallGuide
    ) -> None:
        path = published.knowledge / "es/export/labels.md"
        before = path.read_text(encoding="utf-8")
        await bot.hears(ANA, "/guia pendientes")
        await bot.pressed(ANA, "⏰ Etiquetas (es)")
        assert "✅ Etiquetas (es)" in labels(bot.api.sent[-1]) or bot.button(ANA, "✅ Etiquetas (es)")
        assert path.read_text(encoding="utf-8") == before
        await reviewed(bot, ANA)
        await bot.pressed(ANA, "✅ Publicar")
        today = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=5)).date()
        assert path.read_text(encoding="utf-8") == before.replace("2020-05-03", str(today))

    async def test_an_article_that_is_gone(self, bot: LocalBot) -> None:
        for article in ("export/nowhere", "../../etc/passwd"):
            await bot.pressed_data(ANA, f"1|g-read|es|{article}|0")
        assert await bot.services.editing.waiting(ANA) == []

    async def test_none_is_due(self, api: BotApi, database: str, published: SmallGuide) -> None:
        async with running(editors_bot(api, database, published, FixedGuide([]))) as bot:
            assert "Ningún artículo está vencido" in said(await bot.hears(ANA, "/guia pendientes"))


def test_many_come_in_pages() -> None:
    due = [an_article(f"export/number-{n}", reviewed=dt.date(2020, 1, 1)) for n in range(20)]
    first, last = (generations.due_message(due, frozenset(), page, TODAY, "es") for page in (0, 99))
    assert [row[0].text for row in first.rows[-1:]] == ["▶️"]
    assert len(first.rows) == generations.DUE_PER_PAGE + 1
    assert [button.text for button in last.rows[-1]] == ["◀️"]
    assert len(last.rows) == 20 - 2 * generations.DUE_PER_PAGE + 1
    assert all(len(button.text) <= 60 for row in first.rows for button in row)
