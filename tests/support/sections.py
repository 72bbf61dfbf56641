"""An article of three sections in both languages, and candidates in which those were found."""

from bot.guide.articles import Article
from bot.guide.passages import Passage
from bot.guide.search import Candidate
from tests.support.assistants import an_article

BODY = {
    "es": "## Pasos para unirse\n\nEscriba.\n\n## Cuánto cuesta\n\nUna cuota.\n\n## Cuánto se demora\n\nSeis semanas.",
    "en": "## Steps to join\n\n1. Write.\n\n## What it costs\n\nA fee.\n\n## How long it takes\n\nSix weeks.",
}
HEADINGS = {
    "es": ["Pasos para unirse", "Cuánto cuesta", "Cuánto se demora"],
    "en": ["Steps to join", "What it costs", "How long it takes"],
}
ID = "markets/far-away"


def found(language: str = "es", scores: tuple[float, ...] = (1.0, 0.9, 0.8), article: str = ID) -> Candidate:
    """A candidate whose sections were found with these scores, after its summary."""
    passages = [
        (Passage(f"{part}", language, article, "section", part, "", heading, ""), score)
        for part, (heading, score) in enumerate(zip(HEADINGS[language], scores, strict=False), start=1)
    ]
    return Candidate(article, 0.9, ((Passage("0", language, article, "summary", 0, "", "", ""), 2.0), *passages))


def article(language: str = "es", **changes: object) -> Article:
    return an_article(ID, language, body=BODY[language], **changes)
