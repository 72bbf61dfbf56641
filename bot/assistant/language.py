"""In which language a message is written: Spanish, English, or one that the guide does not speak.

Little words tell, in nearly every message; a statistical detector is asked about the rest. It works in low accuracy: in
high accuracy its six languages take more memory, and more time to load, than everything else that answers.
"""

import re
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
_SURE_OTHER = 0.6
_MIN_WORDS_SURE = 5
_SURE_OURS = 0.85

# Folded little words of our languages and of those that could be taken for them. No single letters, in phone style "d"
# is "de"; and none that ours have in another sense ("alla", "pelo", "car", "eu").
_LITTLE = {
    "es": STOPWORDS["es"].union("cuando cuanto cuantos da das mia mio pa pal somos toda uno".split()),
    "en": STOPWORDS["en"].union("non per".split()),
    "pt": frozenset(
        """ao aos as ate bem com como da custa das de do dos ela ele eles em entre era essa esse esta este estou foi
        gostaria ha isso isto ja la lhe mais mas me meu meus minha minhas muito na nao nas nem no nos nossa nosso
        numa obrigada obrigado ola onde os ou para pela pode podem por porque posso preciso quais qual quando quanto
        que quem quero sao se sem ser seu sim so sobre somos sou sua tambem tempo tem temos tenho ter um uma vcs
        voce voces vou""".split()
    ),
    "fr": frozenset(
        """au aux avec avez avons bonjour bonsoir ce ces cette combien comme comment dans de des dois doit du elle en
        est et etre faire fait faut il ils je la le les leur lui ma mais me mes moi mon ne nos notre nous on ont ou
        par pas peut peuvent peux plus pour pourquoi pouvons puis qu quand que quel quelle quelles quels qui quoi sa
        sans se ses si son sont suis te toi ton tres tu un une vos votre vous voudrais""".split()
    ),
    "it": frozenset(
        """ad ai al alle anche abbiamo avete buonasera buongiorno che chi come con da dal dalla dei del della
        delle devo di dove ed essere gli grazie ha hanno ho il in io la le lei li lo loro ma mi mia mie miei mio nei
        nel nella noi non nostra nostro per perche piu possono posso possiamo puo quale quali quando quanto questa
        questo qui se sei si siamo sono su sua suo ti tra tu un una uno vi voglio voi vorrei""".split()
    ),
    "de": frozenset(
        """aber als am an auch auf aus bei bin bitte brauche braucht da das dass dem den der des die diese du ein eine
        einem einen einer er es fur gibt guten habe haben hallo hat ich ihr ihre im in ist ja kann konnen man mein
        meine mich mir mit mochte muss nach nicht noch nur ob oder ohne sehr sein sich sie sind so uber um und uns
        unser unsere vom von vor war was wann warum welche welcher wenn wer werden wie will wir wird wo zu zum
        zur""".split()
    ),
}

_FOREIGN_LETTERS = re.compile("[àâãäçèêëìîïòôõöùûßœ]", re.IGNORECASE)


def _but(language: str, *others: str) -> frozenset[str]:
    """The little words of a language that are none of the others'."""
    return _LITTLE[language].difference(*(_LITTLE[other] for other in others))


_FOREIGN = tuple(language for language in _LITTLE if language not in _OURS.values())
_ONLY_SPANISH, _ONLY_ENGLISH = _but("es", "en"), _but("en", "es")
_ONLY_OURS = (_LITTLE["es"] | _LITTLE["en"]).difference(*(_LITTLE[language] for language in _FOREIGN))
_ONLY_THEIRS = {language: _but(language, "es", "en") for language in _FOREIGN}


def detect(text: str, default: str) -> str:
    """`es`, `en` or `other`; the default where a text is too short or says too little.

    Args:
        text: a cleaned message.
        default: the language last used with this person.
    """
    if _is_other_script(text):
        return OTHER
    count = sum(any(c.isalpha() for c in word) for word in text.split())
    said = set(words(text))
    if count >= _MIN_WORDS_OTHER and _is_foreign(text, said):
        return OTHER
    # Little words tell best, whatever names of places and products stand between them.
    spanish, english = len(said & _ONLY_SPANISH), len(said & _ONLY_ENGLISH)
    if spanish != english and count >= _MIN_WORDS_OURS:
        return "es" if spanish > english else "en"
    if count < _MIN_WORDS_OURS:
        return default
    best = _between_ours().compute_language_confidence_values(text)[0]
    if count < _MIN_WORDS_SURE and best.value < _SURE_OURS:
        return default
    return _OURS[best.language]


def _is_foreign(text: str, said: set[str]) -> bool:
    """Whether a neighbour's little words outweigh ours; where one word or an even number speaks, the detector says."""
    ours = len(said & _ONLY_OURS)
    foreign = max(len(said & telling) for telling in _ONLY_THEIRS.values()) + len(_FOREIGN_LETTERS.findall(text))
    if foreign == 0 or foreign < ours:
        return False
    if foreign > max(ours, 1):
        return True
    best = _among_all().compute_language_confidence_values(text)[0]
    return best.language not in _OURS and best.value >= _SURE_OTHER


@lru_cache(maxsize=1)
def _between_ours() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS).with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def _among_all() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS, *_NEIGHBOURS).with_low_accuracy_mode().build()


def _is_other_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return bool(letters) and foreign > len(letters) / 2
