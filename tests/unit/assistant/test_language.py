"""Spanish and English are told apart, others are recognised, and a text that says too little keeps the default."""

import pytest

from bot.assistant import language
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
        "Preciso de ajuda para exportar meus cosméticos",
        "Não entendo o que é um consórcio",
        "Combien coûte le transport vers le Canada ?",
        "Quanto costa spedire la merce in Italia?",
        "Di quali documenti ho bisogno per esportare il caffè?",
        "Ich suche einen Lieferanten für Kakao",
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mi num d celular queda guardado?", "es"),
        ("me regala un numero d telefono o correo xfa", "es"),
        ("pagan arancel los cosmeticos alla en hong kong?", "es"),
        ("¿Qué necesito para vender alimentos procesados en Corea del Sur?", "es"),
        ("tinte natural d remolacha pal pelo", "es"),
        ("entidades certificadoras acreditadas en Colombia", "es"),
        ("average sale per consortium", "en"),
        ("is a consortium a non profit", "en"),
        ("allergens bold label eu", "en"),
    ],
)
def test_words_that_other_languages_have_too_turn_nobody_away(text: str, language: str) -> None:
    assert detect(text, language) == language


class TestTheDetector:
    """It errs where little words do not, so that it is asked only where they say too little."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        asked: list[str] = []
        for name in ("_between_ours", "_among_all"):
            monkeypatch.setattr(language, name, lambda name=name: asked.append(name))
        return asked

    @pytest.mark.parametrize(
        "text",
        [
            "¿Cómo me uno a un consorcio?",
            "How much does it cost to register a trademark?",
            "Comment puis-je exporter mes produits en Europe ?",
            "rut",
            "如何出口到欧洲",
        ],
    )
    def test_a_plain_sentence_does_not_need_it(self, asked: list[str], text: str) -> None:
        detect(text, "es")
        assert asked == []

    def test_a_list_of_keywords_does(self) -> None:
        assert detect("export credit insurance premium rates", "es") == "en"
        assert detect("seguro crédito exportación flores cortadas", "en") == "es"


def test_a_foreign_name_in_a_spanish_question_changes_nothing() -> None:
    assert detect("¿Puedo vender café en Москва y en 東京?", "es") == "es"
