"""A good answer of an adviser as the draft of an article: a file to be corrected and sent with /guia."""

import datetime as dt
import re

import yaml

from bot.guide.text import fold

TODO = "COMPLETAR"
SLUG_WORDS = 6


def article_draft(question: str, language: str, answer: str, summary: str, today: dt.date) -> tuple[str, str]:
    """The name and the text of a draft, with its front matter filled in as far as it is known.

    Args:
        question: what was asked: the draft's title.
        language: of the article.
        answer: what the adviser wrote; may be empty.
        summary: stands where the direct answer is to be written.
        today: when a person last checked it.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(question))[:SLUG_WORDS]) or "nuevo"
    meta = {
        "id": f"{TODO}/{slug}",
        "title": " ".join(question.split()),
        "summary": summary,
        "sector": ["any"],
        "related": [],
        "reviewed": today,
        "review_every_months": 12,
        "confidence": "medium",
        "sources": [{"title": TODO, "publisher": TODO, "year": today.year}],
    }
    header = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)
    return f"{slug}.md", f"---\n{header}---\n\n## {TODO}\n\n{answer.strip() or TODO}\n"
