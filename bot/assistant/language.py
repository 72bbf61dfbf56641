"""In which language a message is written: Spanish, English, or one that the guide does not speak."""

import unicodedata
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from bot.guide.text import STOPWORDS, words

OTHER = "other"

_OURS = {Language.SPANISH: "es", Language.ENGLISH: "en"}
_NEIGHBOURS = (Language.PORTUGUESE, Language.FRENCH, Language.ITALIAN, Language.GERMAN)
# Below this many words a guess says more about the detector than about the person.
_MIN_WORDS_OURS = 2
_MIN_WORDS_OTHER = 4
_SURE_OTHER = 0.75
_MIN_WORDS_SURE = 5
_SURE_OURS = 0.85
_LITTLE = {"es": STOPWORDS["es"] - STOPWORDS["en"], "en": STOPWORDS["en"] - STOPWORDS["es"]}


@lru_cache(maxsize=1)
def _between_ours() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS).build()


@lru_cache(maxsize=1)
def _among_all() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS, *_NEIGHBOURS).build()


def detect(text: str, default: str) -> str:
    """`es`, `en` or `other`; the default where a text is too short or says too little.

    Args:
        text: a cleaned message.
        default: the language last used with this person.
    """
    if _is_other_script(text):
        return OTHER
    count = sum(any(c.isalpha() for c in word) for word in text.split())
    if count >= _MIN_WORDS_OTHER:
        best = _among_all().compute_language_confidence_values(text)[0]
        if best.language not in _OURS and best.value >= _SURE_OTHER:
            return OTHER
    # Little words tell best, whatever names of places and products stand between them.
    said = set(words(text))
    spanish, english = len(said & _LITTLE["es"]), len(said & _LITTLE["en"])
    if spanish != english and count >= _MIN_WORDS_OURS:
        return "es" if spanish > english else "en"
    if count < _MIN_WORDS_OURS:
        return default
    best = _between_ours().compute_language_confidence_values(text)[0]
    if count < _MIN_WORDS_SURE and best.value < _SURE_OURS:
        return default
    return _OURS[best.language]


def _is_other_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return bool(letters) and foreign > len(letters) / 2
