"""What `ingest.py` tells of a publication, and what it wants of the database, which it can do without."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from bot.errors import ConsorciaError
from bot.guide.changes import Difference, article_changes
from bot.guide.gate import Changed, GoldenResult, Verdict
from bot.guide.generation import Manifest
from bot.guide.reviewing import Review
from bot.settings import Settings
from bot.storage.audit import AT_THE_MACHINE, Audit
from bot.storage.engine import exists, open_engine
from bot.storage.questions import Questions

SHOWN = 15
NAMED = 3
_DATABASE_SECONDS = 10.0

Result = TypeVar("Result")


class Refused(ConsorciaError):
    """The gate refuses a candidate."""


def real_questions(settings: Settings) -> list[tuple[str, str]]:
    """The last real questions with their language; none where there is no database, or it fails."""
    return _of_database(settings, lambda engine: Questions(engine).latest(), [])


def tell_audit(settings: Settings, action: str, detail: str) -> None:
    """Keep what was done at the command line, where there is a database."""
    _of_database(settings, lambda engine: Audit(engine).add(AT_THE_MACHINE, action, detail=detail), None)


def tell_of(review: Review, *, with_real_questions: bool) -> Iterable[str]:
    """What a candidate changes and how the gate's questions fared, in lines.

    Args:
        review: of the candidate.
        with_real_questions: also say what readers asked; only where no log keeps what is printed.
    """
    if review.candidate.previous:
        yield from _differences("articles", review.articles, review.titles)
        yield from _differences("documents", review.documents, {})
    verdict = review.verdict
    for result in verdict.golden:
        before = "" if result.right_before is None else f" ({result.right_before} before)"
        yield f"{result.name}: {result.right} of {result.asked} right first{before}"
        yield from _questions("worse", result.worse)
        yield from _questions("better", result.better)
    if verdict.real_asked:
        changed = verdict.real_changed
        yield f"of the last {verdict.real_asked} real questions, {len(changed)} get another article first"
        if with_real_questions:
            yield from _questions("changed", changed)


def refusal(verdict: Verdict) -> str:
    """Why the gate refuses a candidate, in one line; empty where it does not."""
    reasons = "; ".join(_reason(result, verdict) for result in verdict.refused)
    if not reasons:
        return ""
    return f'refused: {reasons}. What is live stays live. To publish it all the same: build --force "why"'


def changed(manifest: Manifest, previous: Manifest | None) -> str:
    """What a generation changed, in a line: some names while the one before it is still there."""
    counts = manifest.changes
    told = f"+{counts.created} ~{counts.updated} -{counts.deleted}"
    if previous is not None:
        differing = article_changes(previous, manifest)
        names = differing.added + differing.changed + differing.removed
        told = ": ".join(filter(None, [told, ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")]))
    return f"{told}; forced: {manifest.forced}" if manifest.forced else told


def _reason(result: GoldenResult, verdict: Verdict) -> str:
    share = f"{result.name}: {result.right} of {result.asked} right first"
    if result.fell_too_far:
        return f"{share}, {result.right_before} before; gate.most_fall is {verdict.gate.most_fall:g}"
    return f"{share}; gate.least_right is {verdict.gate.least_right:g}"


def _differences(what: str, differing: Difference, titles: dict[str, str]) -> Iterable[str]:
    if not differing:
        yield f"{what}: no change"
        return
    yield f"{what}: {differing}"
    marked = [("+", name) for name in differing.added]
    marked += [("~", name) for name in differing.changed] + [("-", name) for name in differing.removed]
    yield from (f"  {mark} {name}  {titles.get(name, '')}".rstrip() for mark, name in marked[:SHOWN])
    yield from _rest(len(marked))


def _questions(how: str, listed: tuple[Changed, ...]) -> Iterable[str]:
    for one in listed[:SHOWN]:
        right = f"; right: {', '.join(one.right)}" if one.right else ""
        before, after = one.before or "no answer", one.after or "no answer"
        yield f"  {how}: {one.question!r} ({one.language}) {before} → {after}{right}"
    yield from _rest(len(listed))


def _rest(count: int) -> Iterable[str]:
    if count > SHOWN:
        yield f"  … and {count - SHOWN} more"


def _of_database(settings: Settings, use: Callable[[Any], Coroutine[Any, Any, Result]], otherwise: Result) -> Result:
    """What the database says; where there is none or it fails, what there is without it."""

    async def ask() -> Result:
        engine = open_engine(settings.database)
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                return await use(engine)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(ask()) if exists(settings.database) else otherwise
    except Exception as error:  # whatever it is, the guide can be published
        print(f"the database does not answer ({type(error).__name__}); going on without it", file=sys.stderr)
        return otherwise
