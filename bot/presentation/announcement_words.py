"""Words about announcements: what one says, whom it reaches, when, and what is wrong with it."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.presentation.entities import literal
from bot.presentation.localisation import amount, day_and_month, day_in_bogota, time_of_day, translate
from bot.presentation.texts import announcing as texts

_EXCERPT = 80
_NEAR_DAYS = 180  # further away, a day needs its year


def content_words(content: Mapping[str, Any], language: str, *, with_excerpt: bool = True) -> str:
    """What a message was understood to be: "2 fotos, con texto", and how its text begins."""
    text, kinds = content["text"], Counter(file["kind"] for file in content["files"])
    is_formatted = any(entity["type"] in _FORMATTING for entity in content["entities"])
    if not kinds:
        what = translate(texts.FORMATTED_TEXT if is_formatted else texts.TEXT, language)
    else:
        what = _listed([_files(kind, number, language) for kind, number in kinds.items()], texts.AND, language)
        if text:
            with_text = texts.WITH_FORMATTED_TEXT if is_formatted else texts.WITH_TEXT
            what = translate(with_text, language, files=what)
    names = ", ".join(literal(file["name"]) for file in content["files"] if file["name"])
    said = excerpt(content) if with_excerpt else ""
    return "\n".join(part for part in (f"{what}: {names}" if names else what, said) if part)


def excerpt(content: Mapping[str, Any]) -> str:
    """How a message's text begins, in quotation marks; nothing where it has none."""
    text = " ".join(content["text"].split())
    short = text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + "…"
    return f"«{literal(short)}»" if text else ""


def audience_words(audience: Sequence[Sequence[str]], only: str | None, language: str) -> str:
    """Whom it reaches: those who follow one topic of each group."""
    if audience:
        groups = [_listed([literal(label) for label in group], texts.OR, language) for group in audience]
        words = translate(texts.FOLLOWERS, language, topics=_listed(groups, texts.AND_ALSO, language))
    else:
        words = translate(texts.EVERYONE, language)
    return translate(texts.ONLY_LANGUAGE[only], language, audience=words) if only else words


def people(number: int, language: str) -> str:
    """How many people."""
    if number == 0:
        return translate(texts.NOBODY, language)
    if number == 1:
        return translate(texts.ONE_PERSON, language)
    return translate(texts.PEOPLE, language, number=amount(number, language))


def when(moment: dt.datetime, now: dt.datetime, language: str) -> str:
    """A moment as one says it now: "hoy a las 9:00 a. m.", "mañana…", "el martes 1 de diciembre…"."""
    day = day_in_bogota(moment)
    ahead = (day - day_in_bogota(now)).days
    time = time_of_day(moment, language)
    if ahead in (0, 1):
        return translate(texts.TOMORROW if ahead else texts.TODAY, language, time=time)
    if abs(ahead) < _NEAR_DAYS:
        return translate(texts.THAT_DAY, language, day=day_and_month(day, language), time=time)
    return translate(texts.ANOTHER_YEAR, language, day=day_and_month(day, language), year=day.year, time=time)


def button_label(button: Mapping[str, Any], language: str) -> str:
    """What a button under an announcement says."""
    match button["kind"]:
        case "link":
            return str(button["label"])
        case "remind":
            day = day_and_month(dt.date.fromisoformat(button["date"]), language)
            return translate(texts.BUTTON_REMIND, language, day=day)
        case _:
            return translate(texts.BUTTON_ASK, language)


def fault_words(fault: str, values: Mapping[str, object], language: str) -> str:
    """What is wrong, and what to do about it.

    Args:
        fault: the name of an error of `bot.announcements.errors`.
        values: what belongs to it.
        language: the announcer's.
    """
    shown = {name: amount(one, language) if isinstance(one, int) else one for name, one in values.items()}
    if "state" in shown:
        shown["state"] = translate(texts.STATES[str(shown["state"])], language)
    if "url" in shown:
        shown["url"] = literal(str(shown["url"]))
    return translate(texts.FAULTS[fault], language, **shown)


_FORMATTING = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote",
    "expandable_blockquote", "custom_emoji",
}  # fmt: skip


def _files(kind: str, number: int, language: str) -> str:
    if number == 1:
        return translate(texts.ONE_FILE[kind], language)
    return translate(texts.FILES[kind], language, number=number)


def _listed(words: Sequence[str], joined: str, language: str) -> str:
    """ "uno", "uno y otro", "uno, otro y el tercero"."""
    *others, last = words
    if not others:
        return last
    return translate(joined, language, one=", ".join(others), other=last)
