"""Review a candidate in a process apart: building one holds up whatever else a process does, and takes its memory.

Run as a module it is that process: what to review on standard input, what came of it on standard output.
"""

import asyncio
import os
import pickle
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.answering import asking, open_library
from bot.errors import ConsorciaError, GenerationError
from bot.guide.embedding import load_embedder
from bot.guide.golden import GoldenQuestion
from bot.guide.reviewing import Review, Reviewer
from bot.settings import CONFIG_DIR, PROJECT_DIR, load_settings

# Readers' answers go first.
_NICENESS = 10


async def review_apart(
    knowledge_dir: Path,
    golden: Mapping[str, Sequence[GoldenQuestion]],
    real: Sequence[tuple[str, str]],
    by: str,
    wait_seconds: float,
) -> Review:
    """What `Reviewer.review` does, with the settings of this process; whoever gives up ends the other one.

    Raises:
        ConsorciaError: as there; or the process ended before it was done.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=PROJECT_DIR
    )
    try:
        told, _ = await child.communicate(pickle.dumps((knowledge_dir, dict(golden), list(real), by, wait_seconds)))
    except BaseException:
        child.kill()
        await child.wait()
        raise
    if child.returncode != 0:
        raise GenerationError(f"the review ended before it was done (exit status {child.returncode})")
    outcome = pickle.loads(told)  # noqa: S301 - from our own process
    if isinstance(outcome, ConsorciaError):
        raise outcome
    assert isinstance(outcome, Review)  # noqa: S101 - for the type
    return outcome


def _main() -> None:
    # What libraries print is for the log.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    knowledge_dir, golden, real, by, wait_seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    outcome: Review | ConsorciaError
    try:
        settings = load_settings()
        reviewer = Reviewer(open_library(settings), load_embedder(settings.embedding_model), CONFIG_DIR, asking)
        outcome = reviewer.review(knowledge_dir, golden, real, by=by, wait_seconds=wait_seconds)
    except ConsorciaError as error:
        outcome = error
    with answer:
        pickle.dump(outcome, answer)


if __name__ == "__main__":
    _main()
