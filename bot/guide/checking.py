"""Check the guide as a whole: what one file alone cannot show. Errors stop publishing, warnings do not."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from bot.guide.articles import LANGUAGES, Article, Fault, Guide
from bot.guide.golden import golden_faults
from bot.guide.passages import plain

WORDS = (250, 600)
QUESTIONS = {"es": 50, "en": 16}
MAX_PARAGRAPH_WORDS = 90
NEARING_DAYS = 45

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_BARE_LINK = re.compile(r"(?<![(\w])https?://\S+")
_LIST_NUMBER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)


class OutlineError(Exception):
    """The guide's outline cannot be read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def check(guide: Guide, knowledge_dir: Path, today: dt.date | None = None) -> list[Fault]:
    """Every fault of the guide beyond those of single files, in the order of its files."""
    today = today or dt.datetime.now(dt.UTC).date()
    faults = list(_missing_from_outline(guide, knowledge_dir))
    by_language = {language: guide.of(language) for language in LANGUAGES}
    for article in guide.articles:
        other = "en" if article.language == "es" else "es"
        translation = by_language[other].get(article.id)
        # A translation that cannot be read is named for what is wrong with it, not as missing.
        if translation is None and not (knowledge_dir / other / f"{article.id}.md").exists():
            reason = f"no translation: {other}/{article.id}.md does not exist"
            faults.append(Fault(article.path, article.line_of("id"), reason))
        faults += _dangling_links(article, by_language[article.language], knowledge_dir / article.language)
        if translation is not None and article.language == "es":
            faults += _differing_figures(article, translation)
        faults += _style(article)
        faults += _overdue(article, today)
    return faults + golden_faults(knowledge_dir, guide)


def figures(article: Article) -> set[str]:
    """The numbers an article states, without separators, so that 860.000 and 860,000 are the same."""
    text = re.sub(r"\]\([^)]*\)", "]", f"{article.meta.title} {article.meta.summary} {article.body}")
    return {re.sub(r"[.,]", "", number) for number in _NUMBER.findall(_LIST_NUMBER.sub("", text))}


def word_count(article: Article) -> int:
    """The words of an article's body."""
    return len(re.findall(r"\w+", plain(article.body)))


def review_due(article: Article) -> dt.date:
    """The day by which a person should read the article again."""
    months = article.meta.reviewed.month - 1 + article.meta.review_every_months
    year, month = article.meta.reviewed.year + months // 12, months % 12 + 1
    # The 28th exists in every month.
    return dt.date(year, month, min(article.meta.reviewed.day, 28))


def due_for_review(articles: Iterable[Article], today: dt.date) -> list[Article]:
    """The articles that are overdue, and those that will be within `NEARING_DAYS`; the longest overdue first."""
    last = today + dt.timedelta(days=NEARING_DAYS)
    return sorted((a for a in articles if review_due(a) < last), key=lambda a: (review_due(a), a.id, a.language))


def nearing(guide: Guide, today: dt.date) -> list[Fault]:
    """A warning for each article that should be read again soon; overdue ones have theirs from `check`."""
    return [
        Fault(a.path, a.line_of("reviewed"), f"review will be due on {review_due(a)}", "warning")
        for a in due_for_review(guide.articles, today)
        if review_due(a) >= today
    ]


def outline(knowledge_dir: Path) -> dict[str, int]:
    """The ids that the guide must have, each with its line in `outline.yaml`; empty where it keeps no outline.

    Raises:
        OutlineError: the file is not a list of slugs below each section.
    """
    path = knowledge_dir / "outline.yaml"
    if not path.exists():
        return {}
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise OutlineError(error.problem_mark.line + 1 if error.problem_mark else 1) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise OutlineError(1) from None
    if not isinstance(node, yaml.MappingNode):
        raise OutlineError(1)
    ids: dict[str, int] = {}
    for section, slugs in node.value:
        if not isinstance(slugs, yaml.SequenceNode):
            raise OutlineError(section.start_mark.line + 1)
        ids |= {f"{section.value}/{slug.value}": slug.start_mark.line + 1 for slug in slugs.value}
    return ids


def _missing_from_outline(guide: Guide, knowledge_dir: Path) -> Iterator[Fault]:
    shown = f"{knowledge_dir.name}/outline.yaml"
    present = {article.id for article in guide.articles}
    try:
        listed = outline(knowledge_dir)
    except OutlineError as error:
        yield Fault(shown, error.line, "expected a list of slugs below each section")
        return
    for article, line in listed.items():
        if article not in present and not (knowledge_dir / "es" / f"{article}.md").exists():
            yield Fault(shown, line, f"{article} does not exist in any language")


def _dangling_links(article: Article, others: dict[str, Article], folder: Path) -> Iterator[Fault]:
    """Links to articles that do not exist; one whose file cannot be read is named for what is wrong with it."""
    for other in article.meta.related:
        if other not in others and not (folder / f"{other}.md").exists():
            yield Fault(article.path, article.line_of("related"), f"related: {other} does not exist")
    shown = article.path.removesuffix(".md") + ".questions.txt"
    for question in article.questions:
        for other in question.articles[1:]:
            if other not in others and not (folder / f"{other}.md").exists():
                yield Fault(shown, question.line, f"second article {other} does not exist")


def _differing_figures(article: Article, translation: Article) -> Iterator[Fault]:
    ours, theirs = figures(article), figures(translation)
    if ours != theirs:
        only_ours, only_theirs = sorted(ours - theirs), sorted(theirs - ours)
        reason = f"figures differ: only here {only_ours}, only in {translation.path} {only_theirs}"
        yield Fault(article.path, article.line_of("summary"), reason)


def _style(article: Article) -> Iterator[Fault]:
    least, most = WORDS
    count = word_count(article)
    if not least <= count <= most:
        yield Fault(article.path, 1, f"{count} words; between {least} and {most} read best", "warning")
    expected = QUESTIONS[article.language]
    if len(article.questions) < expected:
        reason = f"{len(article.questions)} questions; at least {expected} are needed to be found"
        yield Fault(article.path.removesuffix(".md") + ".questions.txt", 1, reason, "warning")
    for number, line in enumerate(article.body.splitlines(), start=article.body_line):
        if _BARE_LINK.search(line):
            yield Fault(article.path, number, "a bare link; write [what it is](https://…)", "warning")
        if len(line.split()) > MAX_PARAGRAPH_WORDS:
            reason = f"a paragraph of {len(line.split())} words is a wall on a phone"
            yield Fault(article.path, number, reason, "warning")


def _overdue(article: Article, today: dt.date) -> Iterator[Fault]:
    due = review_due(article)
    if due < today:
        yield Fault(article.path, article.line_of("reviewed"), f"review was due on {due}", "warning")
