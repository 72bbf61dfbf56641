"""Read the guide's files into articles; whatever is wrong becomes a fault with file and line."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, ValidationError

LANGUAGES = ("es", "en")
MAX_ARTICLE_BYTES = 200_000
OUTSIDE = "outside"

ArticleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Market = Literal[
    "eu", "us", "hk", "kr", "ca", "gb", "ch", "mx", "pe", "ec", "bo", "cl", "jp", "cn", "ae", "central-america"
]


class Source(BaseModel):
    """Where a reader can check what an article says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    publisher: Text
    year: int | None = Field(default=None, ge=1900, le=2100)
    url: HttpUrl | None = None


class FrontMatter(BaseModel):
    """The contract of an article's YAML header."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: ArticleId
    title: Annotated[Text, StringConstraints(max_length=90)]
    summary: Annotated[Text, StringConstraints(max_length=400)]
    sector: tuple[Literal["agro", "cosmetics", "any"], ...] = Field(min_length=1)
    markets: tuple[Market, ...] = ()
    related: tuple[ArticleId, ...] = ()
    reviewed: dt.date = Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 1, 1))
    review_every_months: int = Field(ge=1, le=60)
    confidence: Literal["high", "medium", "low"]
    sources: tuple[Source, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file of the guide; errors stop publishing, warnings do not."""

    path: str
    line: int
    reason: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.reason}"


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question as a person would type it, and the articles that answer it best."""

    text: str
    articles: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """One page of the guide in one language."""

    language: str
    meta: FrontMatter
    body: str
    path: str
    lines: dict[str, int]
    body_line: int = 1
    questions: tuple[GuideQuestion, ...] = ()

    @property
    def id(self) -> str:
        """`section/slug`, the same in both languages."""
        return self.meta.id

    @property
    def section(self) -> str:
        """The folder, which is also the menu's first level."""
        return self.meta.id.split("/")[0]

    def line_of(self, key: str) -> int:
        """The line of a front matter key, for faults found later."""
        return self.lines.get(key, 1)


@dataclass(slots=True)
class Guide:
    """Every article that could be read, what is known to lie outside the guide, and every fault found on the way.

    `outside` holds messages by language that the guide does not answer, however much they may sound like it.
    """

    articles: list[Article] = field(default_factory=list)
    outside: dict[str, tuple[GuideQuestion, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def of(self, language: str) -> dict[str, Article]:
        """The articles of one language by id."""
        return {article.id: article for article in self.articles if article.language == language}


class _Unreadable(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def load_guide(knowledge_dir: Path) -> Guide:
    """Read `es/` and `en/` below a folder; a faulty file is left out and named, the others are kept."""
    guide = Guide()
    for language in LANGUAGES:
        root = knowledge_dir / language
        for path in sorted(root.glob("**/*.md")):
            shown = f"{knowledge_dir.name}/{path.relative_to(knowledge_dir)}"
            try:
                guide.articles.append(_read_article(path, language, root, shown, guide.faults))
            except _Unreadable as problem:
                guide.faults.append(Fault(shown, problem.line, problem.reason))
        outside, shown = root / f"{OUTSIDE}.questions.txt", f"{knowledge_dir.name}/{language}/{OUTSIDE}.md"
        guide.outside[language] = tuple(_read_questions(outside, OUTSIDE, shown, guide.faults))
    if not guide.articles and not guide.faults:
        guide.faults.append(Fault(knowledge_dir.name, 1, "no articles found (expected es/<section>/<slug>.md)"))
    return guide


def _read_article(path: Path, language: str, root: Path, shown: str, faults: list[Fault]) -> Article:
    text = _read_text(path)
    meta, lines, body = _split(text)
    body_line = text[: text.rindex(body)].count("\n") + 1
    expected = path.relative_to(root).with_suffix("").as_posix()
    if meta.id != expected:
        raise _Unreadable(lines["id"], f'id is "{meta.id}" but the file\'s place says "{expected}"')
    if not body.strip():
        raise _Unreadable(len(text.splitlines()), "the article has no text below its front matter")
    questions = tuple(_read_questions(path.with_suffix(".questions.txt"), meta.id, shown, faults))
    return Article(language, meta, body, shown, lines, body_line, questions)


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_ARTICLE_BYTES else b""
    except OSError as error:
        raise _Unreadable(1, f"cannot be read: {error.strerror}") from None
    if size > MAX_ARTICLE_BYTES:
        raise _Unreadable(1, f"the file has {size:,} bytes; at most {MAX_ARTICLE_BYTES:,} are read")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Unreadable(line, "not valid UTF-8; save the file as UTF-8") from None


def _split(text: str) -> tuple[FrontMatter, dict[str, int], str]:
    handler = YAMLHandler()
    if not handler.detect(text):
        raise _Unreadable(1, "no front matter: the file must start with a line of ---")
    try:
        header, body = handler.split(text)
    except ValueError:
        raise _Unreadable(1, "the front matter is not closed with a line of ---") from None
    values, lines = _read_header(header, first_line=text[: text.index(header)].count("\n") + 1)
    try:
        return FrontMatter.model_validate(values), lines, body
    except ValidationError as error:
        # A misspelt key is missing too, but what stands there has a line.
        first = min(error.errors(), key=lambda fault: fault["type"] == "missing")
        key = str(first["loc"][0])
        where = ".".join(str(part) for part in first["loc"])
        raise _Unreadable(lines.get(key, 1), f"{where}: {_plain(first)}") from None


def _read_header(header: str, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """The values of a YAML header by key, and the line of each key."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    constructor = yaml.constructor.SafeConstructor()
    try:
        node = yaml.compose(header, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise _Unreadable(2, "front matter must be `key: value` lines, not a list or a single value")
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + first_line
            if key in lines:
                raise _Unreadable(line, f"{key}: stands a second time")
            lines[key] = line
            try:
                values[key] = constructor.construct_object(value_node, deep=True)
            except ValueError as error:  # as of a date like 2026-02-30
                raise _Unreadable(line, f"{key}: {error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        position = mark.index if mark else getattr(error, "position", 0)
        reason = getattr(error, "problem", None) or getattr(error, "reason", "cannot be read")
        line = header[:position].count("\n") + first_line
        raise _Unreadable(line, f"front matter is not valid YAML: {reason}") from None
    except RecursionError:
        raise _Unreadable(first_line, "front matter is not valid YAML: nested too deeply") from None
    return values, lines


def _plain(error: Any) -> str:
    """A pydantic error in an editor's words."""
    match error["type"]:
        case "extra_forbidden":
            return "unknown key"
        case "missing":
            return "is missing"
        case "string_too_long":
            return f"{len(error['input'])} characters, at most {error['ctx']['max_length']}"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _read_questions(path: Path, article: str, shown: str, faults: list[Fault]) -> Iterator[GuideQuestion]:
    if not path.exists():
        return
    shown = shown.removesuffix(".md") + ".questions.txt"
    try:
        text = _read_text(path)
    except _Unreadable as problem:
        faults.append(Fault(shown, problem.line, problem.reason))
        return
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        question, *others = (part.strip() for part in line.split(" | "))
        wrong = [other for other in others if not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", other)]
        if wrong:
            faults.append(Fault(shown, number, f'after " | " an article id is expected, not "{wrong[0]}"'))
            continue
        yield GuideQuestion(question, tuple(dict.fromkeys((article, *others))), number)
