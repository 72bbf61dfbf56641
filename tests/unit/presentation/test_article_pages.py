"""An article is shown page by page, each of them one message, however long the article is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide.articles import Article, Source
from bot.presentation.entities import to_messages
from bot.presentation.messages import Message, article_message, section_message
from bot.presentation.texts import NEXT
from tests.support.assistants import an_article
from tests.support.bot_api import BotApi
from tests.support.stand_in.limits import utf16_length


def pages_of(article: Article) -> list[Message]:
    """Every page, by pressing the button to the next."""
    pages = [article_message(article, 0)]
    while any(button.text == NEXT for row in pages[-1].rows for button in row):
        pages.append(article_message(article, len(pages)))
    return pages


def as_shown(page: Message) -> str:
    """The page's text; Telegram would refuse it where this raises."""
    [message] = to_messages(page.markdown)
    assert utf16_length(message.text) <= 4096
    assert len(message.entities) <= 100
    keyboard = [[{"text": b.text, "callback_data": b.data} for b in row] for row in page.rows]
    call = {"chat_id": 1, "text": message.text, "entities": [entity.to_dict() for entity in message.entities]}
    BotApi().handle("sendMessage", call | {"reply_markup": {"inline_keyboard": keyboard}})
    return message.text


LONG_BODIES = {
    "many paragraphs": "## Parte\n\n" + "Un párrafo de varias palabras, y otra frase.\n\n" * 900,
    "one paragraph": "## Parte\n\n" + "palabra " * 5_000,
    "one word": "## Parte\n\n" + "a" * 12_000,
    "emoji": "## Parte\n\n" + "🇨🇴 " * 3_000,
    "much bold": "## Parte\n\n" + "**a** b " * 600,
    "many links": "## Parte\n\n" + "- [uno](https://example.org/uno)\n" * 700,
    "a table": "## Parte\n\n| país | arancel |\n|---|---|\n" + "| Chile | 0 % |\n" * 500,
    "many parts": "".join(f"## Parte {n}\n\nTexto {n}.\n\n" for n in range(150)),
    "nothing but code": "## Parte\n\n```\n" + "linea\n" * 3_000 + "```",
}


@pytest.mark.parametrize("body", LONG_BODIES.values(), ids=LONG_BODIES.keys())
def test_every_page_of_a_very_long_article_is_one_message(body: str) -> None:
    for page in pages_of(an_article(body=body)):
        as_shown(page)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(["palabra ", "🇨🇴", "**n** ", "\n\n", "- x\n", "## P\n\n", "_a_ "]), max_size=20))
def test_every_page_of_any_article_is_one_message(pieces: list[str]) -> None:
    for page in pages_of(an_article(body="## Inicio\n\nx\n\n" + "".join(pieces) * 60)):
        as_shown(page)


def test_no_word_is_lost_between_the_pages() -> None:
    words = [f"palabra{n}" for n in range(3_000)]
    shown = " ".join(as_shown(page) for page in pages_of(an_article(body="## Parte\n\n" + " ".join(words))))
    assert re.findall(r"palabra\d+", shown) == words


def test_a_long_part_is_cut_between_paragraphs() -> None:
    paragraphs = [f"Párrafo {n}. " + "Texto. " * 60 for n in range(20)]
    for page in pages_of(an_article(body="## Parte\n\n" + "\n\n".join(paragraphs)))[1:-1]:
        assert re.match(r"Parte\n\nPárrafo \d+\.", as_shown(page))
        assert as_shown(page).rstrip().endswith("Texto.")


def test_only_the_first_page_of_a_part_is_listed() -> None:
    article = an_article(body="## Larga\n\n" + "palabra " * 2_000 + "\n\n## Corta\n\nFin.")
    listed = [row[0].text for row in article_message(article, 0).rows if row[0].text in ("Larga", "Corta")]
    assert listed == ["Larga", "Corta"]


def test_many_sources_take_several_pages() -> None:
    sources = tuple(Source(title=f"Documento número {n} " * 4, publisher="Entidad", year=2025) for n in range(120))
    shown = [as_shown(page) for page in pages_of(an_article(sources=sources))]
    assert sum(text.count("Entidad, 2025") for text in shown) == 120
    assert shown[-1].endswith("Revisado en noviembre de 2026")


def test_brackets_in_a_source_do_not_break_its_link() -> None:
    source = Source(title="Decreto [1165]", publisher="DIAN", url="https://example.org/a_b")
    [*_, last] = pages_of(an_article(sources=(source,)))
    [message] = to_messages(last.markdown)
    [link] = [entity for entity in message.entities if entity.type == "text_link"]
    assert link.url == "https://example.org/a_b"
    assert message.text[link.offset : link.offset + link.length] == "Decreto (1165), DIAN"


@pytest.mark.parametrize("page", [-5, 0, 1, 99])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(page: int) -> None:
    as_shown(article_message(an_article(), page))


def test_long_titles_are_cut_for_a_button() -> None:
    guide = {"markets/far-away": an_article(title="Palabra " * 11)}
    [title, _] = (row[0].text for row in section_message(guide, "markets", 0, "es").rows)
    assert len(title) <= 60
    assert title.endswith("…")
