"""Conversations over the real guide: follow-ups keep product and market, and the one missing thing is asked for."""

import pytest

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.context import Context
from bot.assistant.pipeline import Assistant

FOLLOW_UPS = [
    (("¿Qué necesito para vender cremas en Francia?", "¿y en Canadá?"), "markets/canada", "Cosméticos"),
    (("¿Qué necesito para vender cremas en Francia?", "¿y si lo mando a Texas?"), "markets/us-cosmetics", ""),
    (("¿Qué piden en Corea para mis salsas?", "¿y para una loción?"), "markets/south-korea", "Cosméticos"),
    (("¿Qué exige Estados Unidos para mermeladas?", "y para jabones?"), "markets/us-cosmetics", ""),
    (("¿Cómo certifico mi finca en GLOBALG.A.P.?", "¿y cuánto vale?"), "certification/globalgap", "cuesta"),
    (("¿Qué es HACCP?", "¿y cómo empiezo?"), "certification/haccp", "Pasos"),
    (("¿Cómo me registro como exportador en el RUT?", "¿y los Incoterms?"), "export/incoterms", ""),
    (("What do I need to sell soap in Germany?", "what about Chile?"), "markets/chile", "osmetics"),
    (("What do I need to sell jam in the UK?", "and for creams?"), "markets/united-kingdom", "osmetics"),
    (("How do I join a consortium?", "how much does it cost?"), "programme/cost-to-participate", ""),
]
MISSING = [
    (("¿Qué necesito para vender en Hong Kong?", "hago cremas"), Reason.WHICH_SECTOR, "markets/hong-kong-cosmetics"),
    (("¿Qué necesito para vender en Hong Kong?", "1"), Reason.WHICH_SECTOR, "markets/hong-kong-food"),
    (("What do I need to sell in Hong Kong?", "food"), Reason.WHICH_SECTOR, "markets/hong-kong-food"),
]


def talk(assistant: Assistant, messages: tuple[str, ...]) -> list[Answer]:
    answers = []
    context: Context | None = None
    for message in messages:
        answer, context = assistant.answer(message, context=context)
        answers.append(answer)
    return answers


@pytest.mark.parametrize(("messages", "article", "heading"), FOLLOW_UPS)
def test_a_follow_up_keeps_what_it_does_not_change(
    assistant: Assistant, messages: tuple[str, ...], article: str, heading: str
) -> None:
    answer = talk(assistant, messages)[-1]
    assert (answer.outcome, answer.article) == (Outcome.ANSWER, article)
    assert not heading or (answer.fitting is not None and heading in answer.fitting.heading)


@pytest.mark.parametrize(("messages", "reason", "article"), MISSING)
def test_the_one_missing_thing_is_asked_for(
    assistant: Assistant, messages: tuple[str, ...], reason: Reason, article: str
) -> None:
    asked, answered = talk(assistant, messages)
    assert (asked.outcome, asked.reason) == (Outcome.CLARIFY, reason)
    assert (answered.outcome, answered.article) == (Outcome.ANSWER, article)


@pytest.mark.parametrize("message", ["¿y el precio del oro?", "y una receta de arepas?", "what about my horoscope?"])
def test_a_conversation_does_not_make_ours_what_is_not(assistant: Assistant, message: str) -> None:
    first = "How do I join a consortium?" if message.startswith("what") else "¿Qué es HACCP?"
    assert talk(assistant, (first, message))[-1].outcome is Outcome.REFUSE
