"""Questions that stand in the wrong place: nearly the same twice, or nearer to another article than to their own."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from rapidfuzz import fuzz, process

from bot.guide.articles import LANGUAGES, Article, Fault, Guide
from bot.guide.lexical import LexicalIndex
from bot.guide.text import ngrams, terms, words

_SAME = 94.0
# How many times better another article must fit before a person should look.
_CLEARLY_NEARER = 2.0
# Below this, two questions have little in common but rare words: most such pairs stand where they should.
_ALIKE = 68.0


def misplaced_questions(guide: Guide) -> list[Fault]:
    """Warnings for near-duplicates, and for questions that another article's questions fit far better.

    Each question is compared with all the others of its language, itself left out, by words and character n-grams.
    """
    return [fault for language in LANGUAGES for fault in _in_language(list(guide.of(language).values()))]


def _in_language(articles: list[Article]) -> Iterator[Fault]:
    lines = [(article, question) for article in articles for question in article.questions]
    if not lines:
        return
    language = lines[0][0].language
    texts = [question.text for _, question in lines]
    plain = [" ".join(words(text)) for text in texts]
    homes = defaultdict(list)
    for number, (_, question) in enumerate(lines):
        for home in question.articles:
            homes[home].append(number)
    by_words = LexicalIndex.build([terms(text, language) for text in texts])
    by_ngrams = LexicalIndex.build([ngrams(text) for text in texts])
    for number, (article, question) in enumerate(lines):
        shown = article.path.removesuffix(".md") + ".questions.txt"
        scores = _scaled(by_words.scores(terms(question.text, language)), number)
        scores += _scaled(by_ngrams.scores(ngrams(question.text)), number)
        near = {n: plain[n] for n in np.argsort(-scores, kind="stable")[:10] if n != number}
        twins = [n for _, _, n in process.extract(plain[number], near, scorer=fuzz.ratio, score_cutoff=_SAME)]
        if twins:
            first = min(twins)
            if first < number:  # the later one is named; the earlier one has its own place
                reason = f'nearly the same as "{texts[first]}" of {lines[first][0].id}'
                yield Fault(shown, question.line, reason, "warning")
            continue
        own = max((scores[n] for home in question.articles for n in homes[home] if n != number), default=0.0)
        best = int(scores.argmax())
        other = lines[best][0]
        is_alike = fuzz.token_sort_ratio(plain[number], plain[best]) >= _ALIKE
        if other.id not in question.articles and is_alike and scores[best] > _CLEARLY_NEARER * own:
            yield Fault(shown, question.line, f'nearer to {other.id} ("{texts[best]}")', "warning")


def _scaled(scores: np.ndarray, itself: int) -> np.ndarray:
    scores = scores.copy()
    scores[itself] = 0.0
    top = scores.max(initial=0.0)
    return scores / top if top > 0 else scores
