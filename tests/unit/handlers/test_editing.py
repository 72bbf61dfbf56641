"""/guia: an editor sends files, sees what they change, tries the candidate, and publishes or discards it."""

from collections.abc import AsyncIterator

import pytest

from bot.desk import landing
from tests.support.bot_api import BotApi
from tests.support.editing import (
    ANA,
    BETO,
    PACKING,
    READER,
    audited,
    changes_packing,
    editors_bot,
    files_of,
    insurance,
    packing,
    reviewed,
    said,
    sends,
)
from tests.support.guide import SmallGuide, write_golden, write_insurance
from tests.support.local_bot import LocalBot, labels, running


@pytest.fixture
async def bot(api: BotApi, database: str, published: SmallGuide) -> AsyncIterator[LocalBot]:
    async with running(editors_bot(api, database, published)) as started:
        yield started


class TestPublishing:
    async def test_from_the_file_to_the_readers(self, bot: LocalBot, published: SmallGuide) -> None:
        before = files_of(published.knowledge)
        assert "es/export/packing.md. Reemplaza al que hay." in await sends(bot, ANA, "packing.md", packing())
        await sends(bot, ANA, "packing.md", packing(), "/guia en")
        difference = said(await bot.pressed(ANA, "👀"))
        assert "-summary: Use cajas nuevas de cartón y séquelas bien." in difference
        assert "+summary: Use cajas de plástico, secas y limpias." in difference
        shown = await reviewed(bot, ANA)
        assert "Revisión lista" in shown
        assert "✏️ Cómo empacar es/export/packing" in shown
        trial = said(await bot.hears(ANA, "cómo empaco el café"))
        assert trial.startswith("🧪 Prueba 1 de 3")
        assert "cajas de plástico" in trial
        # Nothing has happened yet, whoever looks.
        assert files_of(published.knowledge) == before
        assert len(published.library.manifests()) == 1
        assert "Publicado" in said(await bot.pressed(ANA, "✅"))
        assert (published.knowledge / PACKING).read_text(encoding="utf-8") == packing()
        assert (published.knowledge / PACKING).stat().st_mode & 0o444 == 0o444
        live = published.library.manifests()[0]
        assert (published.library.live().name, live.by) == (live.id, "Ana (51)")
        assert not published.is_stale()
        assert await bot.services.editing.waiting(ANA) == []
        assert (await audited(bot))[0] == (ANA, "guide published")

    async def test_a_new_article_needs_both_languages(self, bot: LocalBot, published: SmallGuide) -> None:
        assert "es/export/insurance.md. Es nuevo." in await sends(bot, ANA, "insurance.md", insurance())
        refused = await reviewed(bot, ANA)
        assert "Así no se puede publicar" in refused
        assert "knowledge/es/export/insurance.md, línea 2: falta la traducción: envíe también en/export" in refused
        await sends(bot, ANA, "insurance.md", insurance(), "/guia en")
        await sends(bot, ANA, "insurance.questions.txt", "cómo aseguro la carga\n")
        assert "➕ Seguros es/export/insurance" in await reviewed(bot, ANA)
        await bot.pressed(ANA, "✅")
        assert published.answer("cómo aseguro la carga") == "export/insurance"
        assert (published.knowledge / "es/export/insurance.questions.txt").exists()

    async def test_after_guia_a_file_needs_no_caption(self, bot: LocalBot) -> None:
        assert "Envíeme aquí los archivos" in said(await bot.hears(ANA, "/guia"))
        told = await sends(bot, ANA, "packing.md", packing(), caption=None)
        assert "es/export/packing.md" in told
        assert "¿No es ese el idioma?" in told

    async def test_the_language_is_told_by_the_text(self, bot: LocalBot) -> None:
        english = packing("Use clean new boxes and dry them well before you close them.", title="How to pack")
        body = "\n## Boxes\nChoose the boxes that your buyer wants, and write what is in them.\n"
        told = await sends(bot, ANA, "packing.md", english.split("\n## ")[0] + body, "/guia")
        assert "en/export/packing.md" in told

    async def test_more_than_three_trials_and_then_a_question_again(self, bot: LocalBot) -> None:
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        for _ in range(3):
            trial = said(await bot.hears(ANA, "cómo empaco el café"))
        assert "Ya probó 3. ¿Publicamos?" in trial
        await bot.hears(ANA, "/cancelar")
        assert "🧪" not in said(await bot.hears(ANA, "¿cómo me uno?"))
        # The files are still there.
        assert PACKING in said(await bot.hears(ANA, "/guia"))

    async def test_before_the_review_a_text_is_a_question(self, bot: LocalBot) -> None:
        await bot.hears(ANA, "/guia")
        assert "Su empresa presenta una carta" in said(await bot.hears(ANA, "¿cómo me uno?"))

    async def test_discarding(self, bot: LocalBot, published: SmallGuide) -> None:
        before = files_of(published.knowledge)
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        assert "descarté el cambio" in said(await bot.pressed(ANA, "🗑 Descartar"))
        assert files_of(published.knowledge) == before
        assert len(list(published.generations.iterdir())) == 1
        assert await bot.services.editing.waiting(ANA) == []
        assert (await audited(bot))[0] == (ANA, "guide change discarded")
        assert "No tiene nada en espera" in await reviewed(bot, ANA)

    async def test_one_file_is_taken_out(self, bot: LocalBot) -> None:
        await changes_packing(bot, ANA)
        await sends(bot, ANA, "labels.questions.txt", "qué lleva la etiqueta\n")
        await bot.hears(ANA, "/guia")
        assert "es/export/labels.questions.txt" in said(await bot.pressed(ANA, "🗑 Quitar labels"))
        assert len(await bot.services.editing.waiting(ANA)) == 2

    async def test_after_a_restart_everything_is_still_there(
        self, api: BotApi, database: str, published: SmallGuide
    ) -> None:
        async with running(editors_bot(api, database, published)) as bot:
            await changes_packing(bot, ANA)
            await reviewed(bot, ANA)
        async with running(editors_bot(api, database, published)) as bot:
            assert "Prueba 1 de 3" in said(await bot.hears(ANA, "cómo empaco el café"))
            assert "Publicado" in said(await bot.pressed(ANA, "✅"))
        assert (published.knowledge / PACKING).read_text(encoding="utf-8") == packing()


class TestWhoMay:
    async def test_a_reader_may_not(self, bot: LocalBot, published: SmallGuide) -> None:
        assert "solo para el equipo" in said(await bot.hears(READER, "/guia"))
        assert "solo para el equipo" in await sends(bot, READER, "packing.md", packing())
        for data in ("g-review", "g-publish|x", "g-back-yes|x", "g-due|0"):
            await bot.pressed_data(READER, f"1|{data}")
        assert await bot.services.editing.waiting(READER) == []
        assert {action for _, action in await audited(bot)} == {"refused"}
        assert len(published.library.manifests()) == 1

    async def test_not_in_a_group(self, bot: LocalBot) -> None:
        sent = await bot.hears(-7, "/guia", chat_type="supergroup", user_id=ANA)
        assert "en el chat privado" in said(sent)


class TestTwoEditors:
    async def test_the_second_is_told_and_loses_nothing(self, bot: LocalBot, published: SmallGuide) -> None:
        await changes_packing(bot, ANA, "Use cajas de Ana, secas y limpias.")
        await sends(bot, BETO, "packing.md", packing("Use cajas de Beto, secas y limpias."))
        told = await sends(bot, BETO, "packing.md", packing("Use cajas de Beto, secas y limpias."), "/guia en")
        assert "Otra persona del equipo también tiene este archivo" in told
        await reviewed(bot, BETO)
        await reviewed(bot, ANA)
        await bot.pressed(ANA, "✅")
        for press in ("✅", "🔎"):
            conflict = said(await bot.pressed(BETO, press))
            assert "Alguien cambió esto mientras tanto" in conflict
            assert PACKING in conflict
        assert "Ana" in (published.knowledge / PACKING).read_text(encoding="utf-8")
        difference = said(await bot.pressed(BETO, "👀"))
        assert "-summary: Use cajas de Ana, secas y limpias." in difference
        assert "+summary: Use cajas de Beto, secas y limpias." in difference
        assert "Revisión lista" in said(await bot.pressed(BETO, "📝 Dejar mi versión"))
        await bot.pressed(BETO, "✅")
        assert "Beto" in (published.knowledge / PACKING).read_text(encoding="utf-8")
        assert [manifest.by for manifest in published.library.manifests()] == ["Ana (52)", "Ana (51)", "ana"]

    async def test_something_else_was_published_since_the_review(self, bot: LocalBot, published: SmallGuide) -> None:
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        write_insurance(published.knowledge)
        published.publish()
        assert "La guía cambió desde su revisión" in said(await bot.pressed(ANA, "✅"))
        assert "cartón" in (published.knowledge / PACKING).read_text(encoding="utf-8")
        await reviewed(bot, ANA)
        assert "Publicado" in said(await bot.pressed(ANA, "✅"))
        assert published.answer("cómo aseguro la carga") == "export/insurance"

    async def test_another_file_was_changed_since_the_review(self, bot: LocalBot, published: SmallGuide) -> None:
        """Readers would get what nobody has reviewed, or not get what the files say."""
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        write_insurance(published.knowledge)
        assert "La guía cambió desde su revisión" in said(await bot.pressed(ANA, "✅"))
        assert len(published.library.manifests()) == 1
        assert "cartón" in (published.knowledge / PACKING).read_text(encoding="utf-8")

    async def test_another_publication_is_under_way(
        self, bot: LocalBot, published: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(landing, "WAIT_SECONDS", 0.0)
        await changes_packing(bot, ANA)
        await reviewed(bot, ANA)
        with SmallGuide(published.knowledge.parent).library.publishing():
            assert "Otra persona está publicando" in said(await bot.pressed(ANA, "✅"))
            assert "Otra persona está publicando" in await reviewed(bot, ANA)
        await reviewed(bot, ANA)
        assert "Publicado" in said(await bot.pressed(ANA, "✅"))


class TestTheGate:
    @pytest.fixture
    async def refused(self, bot: LocalBot, published: SmallGuide) -> str:
        """What the bot says to a change after which a golden question is answered worse."""
        write_golden(published.knowledge, ("cómo empaco el café", "es", "export/packing"))
        for caption in ("/guia es", "/guia en"):
            await sends(bot, ANA, "packing.questions.txt", "hola\n", caption)
            swapped = packing("Pague el flete.", title="Fletes").replace("cartón", "flete").replace("Cajas", "Flete")
            await sends(bot, ANA, "packing.md", swapped, caption)
            await sends(bot, ANA, "labels.questions.txt", "cómo empaco el café\n", caption)
        return await reviewed(bot, ANA)

    async def test_it_says_which_question_broke(self, bot: LocalBot, refused: str) -> None:
        assert "No pasa la revisión" in refused
        assert "0 de 1 bien (antes 1)" in refused
        assert "👎 «cómo empaco el café»: antes export/packing, ahora export/labels" in refused

    async def test_it_cannot_be_published_without_a_reason(
        self, bot: LocalBot, published: SmallGuide, refused: str
    ) -> None:
        button, data = bot.button(ANA, "⚠️ Publicar de todos modos")[1], ""
        data = button["callback_data"].replace("g-force", "g-publish")
        assert "No se pudo" in said(await bot.pressed_data(ANA, data))
        assert len(published.library.manifests()) == 1
        assert "cartón" in (published.knowledge / PACKING).read_text(encoding="utf-8")

    async def test_with_a_reason_it_is_and_the_audit_keeps_it(
        self, bot: LocalBot, published: SmallGuide, refused: str
    ) -> None:
        await bot.pressed(ANA, "⚠️ Publicar de todos modos")
        assert "Publicado" in said(await bot.hears(ANA, "La pregunta estaba mal puesta"))
        assert published.library.manifests()[0].forced == "La pregunta estaba mal puesta"
        [entry, *_] = await bot.services.audit.latest()
        assert entry.action == "guide forced"
        assert "La pregunta estaba mal puesta" in entry.detail
        assert "sin pasar la revisión: La pregunta estaba mal puesta" in said(await bot.hears(ANA, "/guia historial"))

    async def test_real_questions_that_change_are_shown(self, bot: LocalBot, published: SmallGuide) -> None:
        await bot.hears(READER, "¿cómo *aseguro* la carga?")
        await sends(bot, ANA, "insurance.md", insurance())
        await sends(bot, ANA, "insurance.md", insurance(), "/guia en")
        await sends(bot, ANA, "insurance.questions.txt", "cómo aseguro la carga\n")
        shown = await reviewed(bot, ANA)
        assert "de las últimas 1, 1 reciben otro artículo" in shown
        assert "«¿cómo *aseguro* la carga?»" in shown
        assert "ahora export/insurance" in shown


async def test_what_others_wrote_into_the_guide_is_published_without_a_file(
    bot: LocalBot, published: SmallGuide
) -> None:
    """As when a question was added to a file of questions."""
    questions = published.knowledge / "es/export/packing.questions.txt"
    questions.write_text("en qué mando el queso\n", encoding="utf-8")
    assert "La carpeta de la guía tiene cambios" in said(await bot.hears(ANA, "/guia"))
    assert "✏️ Cómo empacar es/export/packing" in await reviewed(bot, ANA)
    assert "Publicado" in said(await bot.pressed(ANA, "✅"))
    assert not published.is_stale()
    assert "La carpeta de la guía tiene cambios" not in said(await bot.hears(ANA, "/guia"))


async def test_what_was_sent_may_be_empty(bot: LocalBot) -> None:
    for press in ("g-diff", "g-review", "g-publish|20260101T000000000-aaaaaa", "g-mine"):
        assert "No tiene nada en espera" in said(await bot.pressed_data(ANA, f"1|{press}"))


async def test_the_buttons_fit_what_can_be_done(bot: LocalBot) -> None:
    [intro] = await bot.hears(ANA, "/guia")
    assert labels(intro) == ["🗓 Por revisar", "📜 Historial"]
    await changes_packing(bot, ANA)
    [intro] = await bot.hears(ANA, "/guia")
    assert labels(intro)[:3] == ["🔎 Revisar y probar", "👀 Ver qué cambia", "🗑 Descartar todo"]
