"""A question in free text: the answer with its source, what else, and what was meant."""

import threading
from dataclasses import replace

import pytest

from bot.assistant.answer import Answer, Outcome, Reason, Suggestion
from bot.presentation import texts
from bot.presentation.texts import answering
from tests.support.assistants import Asked, ScriptedAssistant, an_answer, small_talk, unsure
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, labels

ANA, LUIS = 501, 502
QUESTION = "¿cómo me uno a un consorcio?"


class TestAnAnswer:
    async def test_has_the_summary_the_fitting_part_the_source_and_the_date(self, bot: LocalBot) -> None:
        [answer] = await bot.hears(ANA, QUESTION)
        assert answer.text.startswith("Su empresa presenta una carta y acepta el reglamento.")
        assert "Pasos para unirse\n1. Escriba una carta." in answer.text
        assert "Guía: Unirse a un consorcio de exportación (revisada en noviembre de 2026)" in answer.text
        assert "Fuente: Ministerio de Pruebas, 2025" in answer.text
        [link] = [entity for entity in answer.entities if entity["type"] == "text_link"]
        assert link["url"] == "https://example.org/guia"

    async def test_shows_the_part_first_when_it_is_what_was_asked_for(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        fitting = an_answer().fitting
        assert fitting is not None
        asked_for = type(fitting)(fitting.part, "Cuánto se demora", "Unas 6 semanas.", is_asked_for=True)
        assistant.respond = lambda asked: an_answer(fitting=asked_for)
        [answer] = await bot.hears(ANA, "¿cuánto se demora?")
        assert answer.text.startswith("Cuánto se demora\nUnas 6 semanas.")

    async def test_of_low_confidence_says_that_it_is_an_orientation(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = lambda asked: an_answer(is_orientation=True)
        [answer] = await bot.hears(ANA, QUESTION)
        assert texts.ORIENTATION in answer.text

    async def test_has_buttons_for_the_whole_article_related_questions_and_thumbs(self, bot: LocalBot) -> None:
        [answer] = await bot.hears(ANA, QUESTION)
        assert labels(answer) == [
            "📖 Ver todo: Unirse a un consorcio de exportación",
            "¿Qué piden para entrar a un consorcio de exportación?",
            "¿Puedo unirme si mi empresa es pequeña?",
            "👍",
            "👎",
        ]

    async def test_longer_than_a_message_comes_in_parts_with_the_buttons_under_the_last(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = lambda asked: an_answer(summary="Palabras y más palabras. " * 300)
        answers = await bot.hears(ANA, QUESTION)
        assert len(answers) == 2
        assert [bool(labels(answer)) for answer in answers] == [False, True]

    async def test_shows_no_preview_of_its_links(self, bot: LocalBot, api: BotApi) -> None:
        await bot.hears(ANA, QUESTION)
        [call] = api.calls_of("sendMessage")
        assert '"is_disabled": true' in call.parameters["link_preview_options"]

    async def test_typing_is_shown_while_the_assistant_thinks(
        self, bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
    ) -> None:
        may_answer = threading.Event()

        def think(asked: Asked):
            assert may_answer.wait(5)
            return an_answer()

        assistant.respond = think
        asked = api.user_writes(ANA, QUESTION)
        await api.until(lambda: api.calls_of("sendChatAction", ANA))
        assert not api.sent
        may_answer.set()
        await bot.inbox.until_handled(asked)
        assert api.calls_of("sendChatAction", ANA)[0].parameters["action"] == "typing"
        assert len(api.sent) == 1


class TestWhatElse:
    async def test_a_related_question_is_asked_when_it_is_pressed(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        await bot.hears(ANA, QUESTION)
        assert len(await bot.pressed(ANA, "¿Puedo unirme")) == 1
        assert assistant.asked[-1].message == "¿Puedo unirme si mi empresa es pequeña?"
        assert not bot.last_alert().get("text")

    async def test_the_whole_article_comes_below_and_the_answer_stays(self, bot: LocalBot, api: BotApi) -> None:
        [answer] = await bot.hears(ANA, QUESTION)
        [article] = await bot.pressed(ANA, "📖 Ver todo")
        assert article.text.startswith("Unirse a un consorcio de exportación\n\nPara unirse")
        assert api.texts_to(ANA)[0] == answer.text

    async def test_what_may_have_been_meant_is_offered_and_answered(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        meant = Suggestion("certification/iso-22716", "ISO 22716")
        assistant.respond = lambda asked: an_answer(suggestions=(meant,), offers_suggestions=True)
        [answer] = await bot.hears(ANA, "la norma de las cremas")
        assert "¿Quiso decir: ISO 22716?" in labels(answer)
        await bot.pressed(ANA, "¿Quiso decir")
        assert (assistant.asked[-1].message, assistant.asked[-1].article) == (
            "la norma de las cremas",
            "certification/iso-22716",
        )

    async def test_nothing_is_offered_beside_an_answer_that_is_sure(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = lambda asked: an_answer(suggestions=(Suggestion("export/rut", "El RUT"),))
        [answer] = await bot.hears(ANA, QUESTION)
        assert not [label for label in labels(answer) if "RUT" in label]

    async def test_an_unsure_answer_asks_which_subject(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: unsure(Suggestion("export/rut", "El RUT"))
        [answer] = await bot.hears(ANA, "el papel ese")
        assert answer.text == texts.REASONS[Reason.UNSURE]
        assert labels(answer) == ["El RUT", answering.ADVISER, texts.SEE_TOPICS]

    async def test_what_the_guide_does_not_cover_is_said_plainly(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
        [answer] = await bot.hears(ANA, "¿quién ganó ayer?")
        assert answer.text == texts.REASONS[Reason.NOT_COVERED]
        assert labels(answer) == [answering.ADVISER, answering.TELL_ME, texts.SEE_TOPICS]

    async def test_the_nearest_section_is_offered_instead(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: replace(unsure(outcome=Outcome.REFUSE), articles=("consortia/joining",))
        [answer] = await bot.hears(ANA, "¿quién ganó ayer?")
        assert labels(answer)[0] == f"Lo más cercano: {texts.SECTIONS['consortia']}"
        await bot.pressed(ANA, "Lo más cercano")
        assert bot.api.texts_to(ANA)[-1].startswith(texts.SECTIONS["consortia"])

    @pytest.mark.parametrize("label", [answering.ADVISER, answering.TELL_ME])
    async def test_the_ways_on_know_the_question(self, bot: LocalBot, assistant: ScriptedAssistant, label: str) -> None:
        assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
        await bot.hears(ANA, "¿quién ganó ayer?")
        _, button = bot.button(ANA, label)
        action, question_id = button["callback_data"].split("|")[1:]
        kept = await bot.questions.get(int(question_id), ANA)
        assert action in ("adv", "tell")
        assert kept is not None
        assert kept.text == "¿quién ganó ayer?"

    @pytest.mark.parametrize("reason", [Reason.PERSON, Reason.COMPLAINT])
    async def test_an_adviser_is_one_touch_away(
        self, bot: LocalBot, assistant: ScriptedAssistant, reason: Reason
    ) -> None:
        assistant.respond = lambda asked: small_talk(reason)
        [answer] = await bot.hears(ANA, "páseme a alguien")
        assert labels(answer)[0] == answering.ADVISER

    async def test_who_wants_a_person_is_shown_whom_to_ask(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: small_talk(Reason.PERSON)
        await bot.hears(ANA, "quiero un asesor")
        [contacts] = await bot.pressed(ANA, texts.WHOM_TO_ASK)
        assert contacts.text.startswith("Con quién hablar")

    async def test_who_wants_the_menu_gets_it(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: small_talk(Reason.MENU)
        [menu] = await bot.hears(ANA, "menú")
        assert texts.SECTIONS["consortia"] in labels(menu)


class TestOneThingMissing:
    QUESTION = "¿qué piden en Hong Kong?"

    @staticmethod
    def respond(asked: Asked) -> Answer:
        """Asks for the sector until it is known."""
        if asked.choice:
            return an_answer(question=f"{asked.message} cosmético")
        if asked.context and asked.context.choices:
            return an_answer(question=f"{asked.context.question} {asked.message}")
        choices = ("agro", "cosmetics", "either")
        return Answer(Outcome.CLARIFY, Reason.WHICH_SECTOR, "es", question=asked.message, choices=choices)

    async def test_is_asked_for_with_buttons(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = self.respond
        [answer] = await bot.hears(ANA, self.QUESTION)
        assert answer.text == texts.REASONS[Reason.WHICH_SECTOR]
        assert labels(answer) == [answering.CHOICES[name] for name in ("agro", "cosmetics", "either")]

    async def test_a_button_goes_on_with_the_question(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        assistant.respond = self.respond
        await bot.hears(ANA, self.QUESTION)
        [answer] = await bot.pressed(ANA, answering.CHOICES["cosmetics"])
        assert (assistant.asked[-1].message, assistant.asked[-1].choice) == (self.QUESTION, "cosmetics")
        assert "acepta el reglamento" in answer.text

    async def test_words_do_too_for_what_was_asked_is_remembered(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = self.respond
        await bot.hears(ANA, self.QUESTION)
        await bot.hears(ANA, "cosméticos")
        context = assistant.asked[-1].context
        assert context is not None
        assert (context.question, context.choices) == (self.QUESTION, ("agro", "cosmetics", "either"))

    async def test_a_reply_is_kept_with_the_question_that_it_answers(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = self.respond
        await bot.hears(ANA, self.QUESTION)
        await bot.hears(ANA, "cosméticos")
        _, thumb = bot.button(ANA, "👍")
        kept = await bot.questions.get(int(thumb["callback_data"].split("|")[2]), ANA)
        assert kept is not None
        assert kept.text == f"{self.QUESTION} cosméticos"

    async def test_a_button_under_someone_elses_question_is_refused(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        assistant.respond = self.respond
        await bot.hears(ANA, self.QUESTION)
        _, button = bot.button(ANA, answering.CHOICES["agro"])
        assert await bot.pressed_data(LUIS, button["callback_data"]) == []
        assert bot.last_alert()["text"] == texts.BUTTON_EXPIRED


class TestThumbs:
    async def test_are_kept_and_the_last_one_counts(self, bot: LocalBot) -> None:
        await bot.hears(ANA, QUESTION)
        await bot.pressed(ANA, "👍")
        assert bot.last_alert()["text"] == texts.THANKS_FOR_RATING
        await bot.pressed(ANA, "👎")
        assert bot.last_alert()["text"] == texts.SORRY_FOR_ANSWER

    async def test_one_that_points_down_offers_an_adviser(self, bot: LocalBot) -> None:
        await bot.hears(ANA, QUESTION)
        [offer] = await bot.pressed(ANA, "👎")
        assert (offer.text, labels(offer)) == (answering.ADVISER_INSTEAD, [answering.ADVISER])

    async def test_of_someone_elses_question_are_refused(self, bot: LocalBot) -> None:
        await bot.hears(ANA, QUESTION)
        _, thumb = bot.button(ANA, "👍")
        await bot.pressed_data(LUIS, thumb["callback_data"])
        assert bot.last_alert()["text"] == texts.BUTTON_EXPIRED
        assert bot.last_alert()["show_alert"] is True


class TestTheConversation:
    async def test_is_remembered_for_a_follow_up(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        await bot.hears(ANA, QUESTION)
        await bot.hears(ANA, "¿y cuánto se demora?")
        context = assistant.asked[-1].context
        assert context is not None
        assert (context.question, context.article) == (QUESTION, "consortia/joining")

    async def test_of_one_chat_is_nothing_to_another(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        await bot.hears(ANA, QUESTION)
        await bot.hears(LUIS, "¿y cuánto se demora?")
        assert assistant.asked[-1].context is None

    async def test_keeps_a_question_without_what_no_database_takes(self, bot: LocalBot) -> None:
        await bot.hears(ANA, "¿cómo\x00 me\u200b uno?" + "a" * 2_000)
        kept = await bot.questions.get(1, ANA)
        assert kept is not None
        assert kept.text == ("¿cómo me uno?" + "a" * 2_000)[:1_000]

    async def test_keeps_a_question_but_not_what_was_said_beside_the_guide(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        await bot.hears(ANA, QUESTION)
        assistant.respond = lambda asked: small_talk(Reason.COMPLAINT)
        await bot.hears(ANA, "bot bruto, mi cédula es 123")
        kept = [await bot.questions.get(number, ANA) for number in (1, 2)]
        assert [(one.text, one.reason) for one in kept if one] == [(QUESTION, "found"), ("", "complaint")]
