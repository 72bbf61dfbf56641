"""Golden questions: what the guide must go on answering. Staff keep them in `knowledge/golden.jsonl`.

One JSON object a line, as in tests/evaluation/questions.jsonl: `question`, `lang`, and `articles` (any is right).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.guide.articles import ArticleId, Fault, Guide

GOLDEN = "golden.jsonl"
# A long file is asked in part, spread evenly, so that publishing stays a matter of seconds.
MOST_ASKED = 100


class Gate(BaseModel):
    """When a publication is refused, judged for each file of golden questions by itself.

    `least_right`: the share of questions whose right article comes first; `most_fall`: how far this share may fall
    below the live generation's; `also`: more files of golden questions, beside the guide's folder.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_right: float = Field(default=0.8, ge=0, le=1)
    most_fall: float = Field(default=0.03, ge=0, le=1)
    also: tuple[str, ...] = ()


class GoldenQuestion(BaseModel):
    """A question and the articles that answer it; what else a line says is for other readers of the file."""

    model_config = ConfigDict(frozen=True)

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    lang: Literal["es", "en"]
    articles: tuple[ArticleId, ...] = Field(min_length=1)


def golden_questions(knowledge_dir: Path, also: tuple[str, ...] = ()) -> dict[str, list[GoldenQuestion]]:
    """What is asked before publishing, by file; a file that is not there is left out, as is a line with a fault."""
    found = {}
    for name in (f"{knowledge_dir.name}/{GOLDEN}", *also):
        listed = [question for _, question in _read(knowledge_dir.parent / name, name, [])]
        if listed:
            step = max(len(listed) / MOST_ASKED, 1.0)
            found[name] = [listed[int(n * step)] for n in range(min(len(listed), MOST_ASKED))]
    return found


def golden_faults(knowledge_dir: Path, guide: Guide) -> list[Fault]:
    """What is wrong with the guide's own golden questions, each with its line."""
    shown = f"{knowledge_dir.name}/{GOLDEN}"
    faults: list[Fault] = []
    for line, question in _read(knowledge_dir / GOLDEN, shown, faults):
        present = guide.of(question.lang)
        for article in question.articles:
            # An article that cannot be read is named for what is wrong with it.
            if article not in present and not (knowledge_dir / question.lang / f"{article}.md").exists():
                faults.append(Fault(shown, line, f"{question.lang}/{article} does not exist"))
    return faults


def _read(path: Path, shown: str, faults: list[Fault]) -> Iterator[tuple[int, GoldenQuestion]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(shown, 1, f"cannot be read ({type(error).__name__})"))
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, GoldenQuestion.model_validate(json.loads(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            faults.append(Fault(shown, number, f"{where}: {first['msg']}"))
        except (ValueError, RecursionError):
            faults.append(Fault(shown, number, "not a JSON object"))
