"""The part of an article that answers: what is asked of it, for the asker's product and market."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.assistant.answer import Fitting
from bot.assistant.facets import Facets
from bot.assistant.scope import Said, scope_of
from bot.guide.articles import Article
from bot.guide.passages import Passage, sections
from bot.guide.search import Candidate

# What a section's heading adds to how well the search found it, of 3 at most.
_FACET_BONUS = 0.6
_PRODUCT_BONUS = 0.5
_SCOPE_BONUS = 0.9
_OTHERS = -1.0
_MAX_CHARACTERS = 700


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of an article.

    `asked` are facets like cost and time; `said` is what is known of the asker; `heading_says` tells what a heading
    says of products and places.
    """

    asked: frozenset[str]
    said: Said
    facets: Facets
    heading_says: Callable[[str], Said]


def fitting_part(candidate: Candidate, article: Article, wanted: Wanted) -> Fitting | None:
    """The section of the article that answers the question, or nothing when the summary fits best."""
    parts = sections(article.body)
    best: tuple[float, int] = (0.0, 0)
    chosen: tuple[Passage, bool] | None = None
    for passage, score in candidate.passages:
        # The passage is in the language of the question, the article in the one it is answered in.
        if not 0 < passage.part <= len(parts):
            continue
        is_asked_for = _is_asked_for(passage, wanted)
        bonus, is_the_askers = _scope_fits(passage, article, wanted)
        rank = (score + bonus + (_FACET_BONUS if is_asked_for else 0.0), -passage.part)
        if rank > best:
            best, chosen = rank, (passage, is_asked_for or is_the_askers)
    if chosen is None:
        return None
    passage, comes_first = chosen
    section = parts[passage.part - 1]
    return Fitting(passage.part, section.heading, shortened(section.text, passage.text), comes_first)


def shortened(text: str, shown: str = "") -> str:
    """Whole blocks of a section up to a phone's screen; "see all" shows the rest.

    Args:
        text: the section.
        shown: the piece of it that must be among what is shown; from the beginning if there is none.
    """
    blocks = text.split("\n")
    place = max(text.find(shown), 0)
    first, last = text.count("\n", 0, place), text.count("\n", 0, place + len(shown))
    start = 0
    while start < first and sum(map(len, blocks[start : last + 1])) > _MAX_CHARACTERS:
        start += 1
    kept: list[str] = []
    for block in blocks[start:]:
        if kept and sum(map(len, kept)) + len(block) > _MAX_CHARACTERS:
            break
        kept.append(block)
    return "\n".join(kept).strip()


def _is_asked_for(passage: Passage, wanted: Wanted) -> bool:
    """Whether a section's heading speaks of what is asked: its cost, its time…"""
    asked = wanted.asked & wanted.facets.of(passage.heading, passage.language) if wanted.asked else wanted.asked
    # What the whole article is about is no facet: every question about consortia names them.
    return bool(asked and asked - wanted.facets.of(passage.title, passage.language))


def _scope_fits(passage: Passage, article: Article, wanted: Wanted) -> tuple[float, bool]:
    """How a section's heading fits the asker's product and market, and whether the article has it for just these."""
    if not wanted.said.hints:
        return 0.0, False
    heading = wanted.heading_says(passage.heading)
    if heading.scope.excludes(wanted.said.scope):
        return _OTHERS, False
    # In an article for both sectors, the section for the asker's is what they want; likewise with several markets. In
    # one for a single market, a heading that names it says nothing.
    whole = scope_of(article)
    shared = {hint.split(":")[0] for hint in heading.hints & wanted.said.hints}
    divided = ("products" in shared and len(whole.sectors) > 1) or ("places" in shared and len(whole.markets) > 1)
    if divided:
        return _SCOPE_BONUS, True
    return _PRODUCT_BONUS if "products" in shared else 0.0, False
