"""Spanish and English are told apart, others are recognised, and a text that says too little keeps the default."""

import pytest

from bot.assistant.language import OTHER, detect


@pytest.mark.parametrize(
    "text",
    [
        "¿Cómo me uno a un consorcio?",
        "q necesito pa vender cremas afuera",
        "cuanto vale sacar el registro del INVIMA",
        "quiero exportar café a Europa con otras empresas del Valle",
    ],
)
def test_spanish(text: str) -> None:
    assert detect(text, "en") == "es"


@pytest.mark.parametrize(
    "text",
    [
        "How do I join a consortium?",
        "what papers do i need to ship coffee",
        "How much does it cost to register a trademark?",
        "Who pays for the certification of small firms?",
    ],
)
def test_english(text: str) -> None:
    assert detect(text, "es") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Как мне экспортировать?",
        "如何出口到欧洲",
        "수출하려면 어떻게 해야 하나요",
        "מה זה",
        "كيف أصدر",
        "Πώς εξάγω;",
        "Как?",
        "Como posso exportar os meus produtos para a Europa?",
        "Comment puis-je exporter mes produits en Europe ?",
        "Wie kann ich meine Produkte nach Europa exportieren?",
    ],
)
@pytest.mark.parametrize("default", ["es", "en"])
def test_others(text: str, default: str) -> None:
    assert detect(text, default) == OTHER


@pytest.mark.parametrize("text", ["rut", "hola", "Bonjour", "Incoterms", "123 456", "?", "", "ICA 2024"])
@pytest.mark.parametrize("default", ["es", "en"])
def test_a_text_that_says_too_little_keeps_the_default(text: str, default: str) -> None:
    assert detect(text, default) == default


@pytest.mark.parametrize("text", ["muito obrigado", "bom dia", "merci beaucoup"])
def test_a_few_words_are_not_enough_to_turn_someone_away(text: str) -> None:
    assert detect(text, "es") in ("es", "en")


def test_a_foreign_name_in_a_spanish_question_changes_nothing() -> None:
    assert detect("¿Puedo vender café en Москва y en 東京?", "es") == "es"
