"""Markdown into Telegram's text and entities, cut into messages that Telegram accepts."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import MessageEntity
from telegram.constants import MessageLimit
from telegramify_markdown import convert, split_entities
from telegramify_markdown.config import RenderConfig
from telegramify_markdown.entity import MessageEntity as RenderedEntity

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """One message's text with its entities; offsets count UTF-16 units, as Telegram does."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def to_messages(markdown: str) -> list[FormattedText]:
    """Markdown as one or more messages, each within Telegram's 4,096 units and 100 entities."""
    text, rendered = convert(markdown, latex_escape=False, config=_config())
    kept = [entity for entity in rendered if _is_safe(entity)]
    return [
        FormattedText(part.strip("\n") and part, tuple(_entity(e) for e in entities))
        for part, entities in _split(text, kept, MAX_UNITS)
        if part.strip()
    ]


def literal(text: str) -> str:
    """What someone has written, on one line, so that it means nothing as Markdown."""
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """A text whose signs mean nothing as Markdown; its lines stay."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _split(text: str, entities: list[RenderedEntity], units: int) -> list[tuple[str, list[RenderedEntity]]]:
    found: list[tuple[str, list[RenderedEntity]]] = []
    for part, inside in split_entities(text, entities, units):
        if len(inside) > MAX_ENTITIES and units > 256:
            found += _split(part, inside, units // 2)
        else:
            found.append((part, inside[:MAX_ENTITIES]))
    return found


def _is_safe(entity: RenderedEntity) -> bool:
    """Underlines under headings are noise on a phone; only web links are links."""
    if entity.type == "text_link":
        return urlsplit(entity.url or "").scheme in ("http", "https")
    return bool(entity.type != "underline")


def _entity(entity: RenderedEntity) -> MessageEntity:
    return MessageEntity(
        type=entity.type, offset=entity.offset, length=entity.length, url=entity.url, language=entity.language
    )


def _config() -> RenderConfig:
    config = RenderConfig.isolated()
    for name in ("heading_level_1", "heading_level_2", "heading_level_3", "heading_level_4", "image", "link"):
        setattr(config.markdown_symbol, name, "")
    config.markdown_symbol.unordered_list_item = "•"
    return config
