"""From what people type to the words the lexical index knows: folding, stems, n-grams, synonyms, spelling."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import snowballstemmer
from pydantic import BaseModel, ConfigDict, TypeAdapter
from rapidfuzz import fuzz, process

from bot.guide.configuration import read_yaml

_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {"es": snowballstemmer.stemmer("spanish"), "en": snowballstemmer.stemmer("english")}
# A Snowball stemmer keeps the word it works on in itself: two threads at once would mix theirs.
_STEMMING = threading.Lock()
_REPAIR_MIN_LETTERS = 5
_REPAIR_CUTOFF = 78.0

# Words that say nothing about the subject. Question words stay out: "cuánto", "quién" tell the facet.
STOPWORDS = {
    "es": frozenset(
        """a al algo ante aqui asi aun aunque bien cada como con cual cuales de del desde donde dos e el ella ellas
        ellos en entre era eran es esa esas ese eso esos esta estaba estan estar estas este esto estos estoy fue fueron
        ha hace haciendo hacer han has hasta hay he la las le les lo los mas me mi mis mucho muy nada ni no nos nosotros
        nuestra nuestras nuestro nuestros o os otra otro para pero por porque pues que quien se sea ser si sin sobre
        solo son soy su sus tambien tan te tengo tenemos tiene tienen toca todo todos tu tus un una unas unos usted
        ustedes va van vamos voy y ya yo puedo puede podemos pueden quiero queremos necesito debo debe hago hacemos
        favor gracias hola buenas buenos dias tardes senor dr sumerce entonces""".split()
    ),
    "en": frozenset(
        """a about after all also am an and any are as at be been but by can could did do does for from get had has have
        he her hi hello his how i if in into is it its just let me my need no not of on or our out please she should so
        some than thank thanks that the their them then there these they this to too up us want was we were what when
        where which who will with would you your""".split()
    ),
}


def fold(text: str) -> str:
    """Lower case without accents; ñ stays, since "ano" is not "año"."""
    if text.isascii():
        return text.lower()
    kept = unicodedata.normalize("NFC", text).lower().replace("ñ", "\0")
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return plain.replace("\0", "ñ")


def words(text: str) -> list[str]:
    """Every word of a text, folded."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem of a folded word."""
    with _STEMMING:
        return str(_STEMMERS[language].stemWord(word))


def terms(text: str, language: str) -> list[str]:
    """The stems of a text without its stop words."""
    return stems(words(text), language)


def stems(folded: Iterable[str], language: str) -> list[str]:
    """The stems of folded words, stop words left out."""
    stop = STOPWORDS[language]
    return [stem(word, language) for word in folded if word not in stop]


def ngrams(text: str) -> list[str]:
    """Character n-grams of 3 to 5 within padded words: what typing errors leave alone."""
    grams: list[str] = []
    for word in words(text):
        padded = f" {word} "
        for size in (3, 4, 5):
            grams += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return grams


class Vocabulary:
    """What a language's readers say and mean: abbreviations, synonyms, and the guide's own words.

    Args:
        language: `es` or `en`.
        known: every folded word of the guide in that language, with its stem.
        path: the synonyms file, a mapping with `abbreviations` (word: words) and `synonyms` (phrase: list).
    """

    def __init__(self, language: str, known: Mapping[str, str], path: Path) -> None:
        self.language = language
        self._known = known
        self._known_stems = frozenset(known.values())
        self._repairable = sorted(word for word in self._known if len(word) >= _REPAIR_MIN_LETTERS)
        listed = read_yaml(path, TypeAdapter(_Synonyms))
        self._abbreviations = {fold(short): words(meant) for short, meant in listed.abbreviations.items()}
        self._synonyms = {
            tuple(map(self._stem, words(phrase))): [word for meant in official for word in words(meant)]
            for phrase, official in listed.synonyms.items()
        }
        self._longest = max((len(key) for key in self._synonyms), default=1)
        self._repair = lru_cache(maxsize=10_000)(self._repair_word)

    def understand(self, text: str) -> tuple[list[str], list[str]]:
        """The words of a question after abbreviations and spelling repair, and what they also mean.

        Returns:
            (words, expansions): folded words; the synonyms' words are kept apart to weigh less.
        """
        spelled: list[str] = []
        for word in words(text):
            spelled += self._abbreviations.get(word) or [self._repair(word)]
        return spelled, self._expand(spelled)

    def knows(self, word: str) -> bool:
        """Whether the guide uses this word, in any form, or the synonyms explain it."""
        return word in self._known or self._stem(word) in self._known_stems or (self._stem(word),) in self._synonyms

    def stems(self, folded: Iterable[str]) -> list[str]:
        """The stems of folded words, stop words left out."""
        return [self._stem(word) for word in folded if word not in STOPWORDS[self.language]]

    def _stem(self, word: str) -> str:
        return self._known.get(word) or stem(word, self.language)

    def _repair_word(self, word: str) -> str:
        if len(word) < _REPAIR_MIN_LETTERS or word.isdigit() or self.knows(word):
            return word
        if word in STOPWORDS[self.language]:
            return word
        match = process.extractOne(word, self._repairable, scorer=fuzz.ratio, score_cutoff=_REPAIR_CUTOFF)
        return match[0] if match else word

    def _expand(self, spelled: list[str]) -> list[str]:
        found: list[str] = []
        said = tuple(map(self._stem, spelled))
        for start in range(len(said)):
            for length in range(1, self._longest + 1):
                found += self._synonyms.get(said[start : start + length], [])
        present = set(spelled)
        return [word for word in dict.fromkeys(found) if word not in present]


class _Synonyms(BaseModel):
    """`config/synonyms.<language>.yaml`."""

    model_config = ConfigDict(extra="forbid")

    abbreviations: dict[str, str]
    synonyms: dict[str, list[str]]
