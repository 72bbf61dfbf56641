"""What readers say and mean: abbreviations, spelling repair against the guide's own words, synonyms by stem."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.guide.text import Vocabulary, stem, words

KNOWN = "exportación consorcio arancel certificado requisitos logística casa empaque crédito para ñame finca"
SYNONYMS = """
abbreviations: {"q": que, xq: por que, MinCIT: ministerio de comercio}
synonyms:
  plata: [crédito, financiación]
  sacar del país: [exportación]
  guita: []
"""


def _stemmed(text: str) -> dict[str, str]:
    return {word: stem(word, "es") for word in words(text)}


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    path = tmp_path / "synonyms.es.yaml"
    path.write_text(SYNONYMS, encoding="utf-8")
    return Vocabulary("es", _stemmed(KNOWN), path)


def spelled(vocabulary: Vocabulary, question: str) -> list[str]:
    return vocabulary.understand(question)[0]


def expansions(vocabulary: Vocabulary, question: str) -> list[str]:
    return vocabulary.understand(question)[1]


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("esportacion", "exportacion"),
            ("consorsio", "consorcio"),
            ("aransel", "arancel"),
            ("sertificado", "certificado"),
            ("recisitos", "requisitos"),
            ("lojistica", "logistica"),
        ],
    )
    def test_a_misspelt_word_becomes_the_guides_word(self, vocabulary: Vocabulary, typed: str, meant: str) -> None:
        assert spelled(vocabulary, typed) == [meant]

    @pytest.mark.parametrize(
        "word",
        [
            pytest.param("casa", id="too short to be sure"),
            pytest.param("exportaciones", id="a form of a known word"),
            pytest.param("nosotros", id="a stop word"),
            pytest.param("12345", id="a figure"),
            pytest.param("bicicleta", id="like nothing in the guide"),
        ],
    )
    def test_what_is_left_alone(self, vocabulary: Vocabulary, word: str) -> None:
        assert spelled(vocabulary, word) == [word]

    def test_a_word_that_the_synonyms_explain_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "synonyms.es.yaml"
        path.write_text("abbreviations: {}\nsynonyms: {empake: [bulto]}\n", encoding="utf-8")
        assert Vocabulary("es", _stemmed(KNOWN), path).understand("empake") == (["empake"], ["bulto"])


class TestAbbreviations:
    def test_a_whole_word_is_written_out(self, vocabulary: Vocabulary) -> None:
        assert spelled(vocabulary, "q es xq") == ["que", "es", "por", "que"]

    def test_whatever_its_capitals(self, vocabulary: Vocabulary) -> None:
        assert spelled(vocabulary, "MINCIT") == spelled(vocabulary, "mincit") == ["ministerio", "de", "comercio"]

    def test_not_within_a_word(self, vocabulary: Vocabulary) -> None:
        assert spelled(vocabulary, "queso") == ["queso"]


class TestSynonyms:
    def test_the_guides_words_are_added_apart(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.understand("necesito plata") == (["necesito", "plata"], ["credito", "financiacion"])

    def test_any_form_of_the_word_counts(self, vocabulary: Vocabulary) -> None:
        assert expansions(vocabulary, "¿hay platas?") == ["credito", "financiacion"]

    def test_a_phrase_counts_only_as_a_whole(self, vocabulary: Vocabulary) -> None:
        assert expansions(vocabulary, "quiero SACAR del pais mi café") == ["exportacion"]
        assert expansions(vocabulary, "sacar el país") == []

    def test_a_word_that_stands_there_already_is_not_added(self, vocabulary: Vocabulary) -> None:
        assert expansions(vocabulary, "plata del crédito") == ["financiacion"]

    def test_known_words(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.knows("certificado")
        assert vocabulary.knows("certificados")
        assert vocabulary.knows("plata")
        assert not vocabulary.knows("bicicleta")


class TestFile:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("abbreviations: {}\n", "synonyms: Field required"),
            ("abbreviations: {}\nsynonyms: {plata: dinero}\n", "synonyms.plata: "),
            ("abbreviations: {n: null}\nsynonyms: {}\n", "abbreviations.n: "),
            ("abbreviations: {}\nsynonyms: {}\nsinonimos: {}\n", "sinonimos: "),
            ("abbreviations: {", "cannot be read (ParserError)"),
            ("", "synonyms.es.yaml: "),
        ],
    )
    def test_what_is_wrong_with_it_is_named(self, tmp_path: Path, content: str, reason: str) -> None:
        path = tmp_path / "synonyms.es.yaml"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(SettingsError) as raised:
            Vocabulary("es", {}, path)
        assert str(raised.value).startswith("synonyms.es.yaml: ")
        assert reason in str(raised.value)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"synonyms\.es\.yaml: cannot be read \(FileNotFoundError\)"):
            Vocabulary("es", {}, tmp_path / "synonyms.es.yaml")
