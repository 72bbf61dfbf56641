"""Cut the guide into the passages that are indexed: summaries, sections, questions, and parts of documents."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from bot.guide.articles import OUTSIDE, Article, Guide
from bot.guide.documents import Document

if TYPE_CHECKING:
    from langchain_text_splitters import TextSplitter

# The model reads 256 tokens; title and heading take some of them.
PASSAGE_TOKENS = 200

Kind = Literal["summary", "section", "question", "document", "outside"]

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article, or a question that it answers.

    `part` is the number of the article's section that the text belongs to (0 is the summary). For a document,
    `article` is its path and `heading` the place in it ("página 3").
    """

    id: str
    language: str
    article: str
    kind: Kind
    part: int
    title: str
    heading: str
    text: str

    @property
    def embedded(self) -> str:
        """What the model reads: a question as it stands, else the text under its title and heading."""
        if self.kind in ("question", "outside"):
            return self.text
        return " > ".join(part for part in (self.title, self.heading) if part) + "\n" + plain(self.text)

    def as_record(self) -> dict[str, object]:
        """The passage as JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` section of an article as it is shown."""

    heading: str
    text: str


def sections(body: str) -> list[Section]:
    """The sections of an article's body; text above the first heading has an empty heading.

    langchain's header splitter drops the blank lines that readers need, so that the cut is made here.
    """
    before, *rest = _HEADING.split(body)
    found = [Section("", before.strip())] + [
        Section(heading.strip(), text.strip()) for heading, text in zip(rest[::2], rest[1::2], strict=True)
    ]
    return [section for section in found if section.text]


def plain(markdown: str) -> str:
    """Markdown without its marks, for counting and for the model."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"^\s*(?:#+|[-*]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"[*_`]{1,3}", "", text)


def cut(guide: Guide, documents: Iterable[Document], count_tokens: Callable[[str], int]) -> Iterator[Passage]:
    """The passages of the guide's articles, of documents, and of what lies outside, in a stable order.

    Args:
        guide: the articles, and the messages that they do not answer.
        documents: the documents kept beside them.
        count_tokens: how many tokens the embedding model makes of a text.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # only building cuts

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_TOKENS,
        chunk_overlap=0,
        length_function=count_tokens,
        # Never within a word: a long address would be cut in two.
        separators=["\n\n", "\n", ". ", " "],
    )
    titles = {(article.language, article.id): article.meta.title for article in guide.articles}
    for article in guide.articles:
        yield from _cut_article(article, splitter, titles)
    for document in documents:
        yield from _cut_document(document, splitter)
    for language, questions in guide.outside.items():
        for question in questions:
            yield Passage(
                f"{language}/{OUTSIDE}#q{question.line}", language, OUTSIDE, "outside", 0, "", "", question.text
            )


def _cut_document(document: Document, splitter: "TextSplitter") -> Iterator[Passage]:
    for part, converted in enumerate(document.parts, start=1):
        for piece, text in enumerate(splitter.split_text(converted.text), start=1):
            yield Passage(
                f"{document.path}#{part}.{piece}",
                document.language,
                document.path,
                "document",
                part,
                document.title,
                converted.place,
                text,
            )


def _cut_article(article: Article, splitter: "TextSplitter", titles: dict[tuple[str, str], str]) -> Iterator[Passage]:
    meta = article.meta

    def passage(name: str, kind: Kind, part: int, heading: str, text: str) -> Passage:
        return Passage(
            f"{article.language}/{meta.id}#{name}", article.language, meta.id, kind, part, meta.title, heading, text
        )

    yield passage("0", "summary", 0, "", meta.summary)
    for part, section in enumerate(sections(article.body), start=1):
        for piece, text in enumerate(splitter.split_text(section.text), start=1):
            yield passage(f"{part}.{piece}", "section", part, section.heading, text)
    for question in article.questions:
        for other in question.articles:
            title = titles.get((article.language, other))
            if title is not None:
                place = f"{article.language}/{other}#q{question.line}" + ("" if other == meta.id else f"@{meta.id}")
                yield Passage(place, article.language, other, "question", 0, title, "", question.text)
