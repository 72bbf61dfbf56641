"""What editors see of what the guide lacks: the list, one gap with what can be done, and what would be written."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from bot.guide.articles import OUTSIDE
from bot.guide.nearest import NearArticle, Nearest
from bot.guide.staging import FileDifference
from bot.presentation.announcement_words import people
from bot.presentation.callback_data import data
from bot.presentation.editing import code
from bot.presentation.entities import literal
from bot.presentation.localisation import amount, day, day_in_bogota, translate
from bot.presentation.messages import BUTTON_CHARACTERS, Button, Message
from bot.presentation.notices import quoted
from bot.presentation.texts import LANGUAGE_NAMES
from bot.presentation.texts import gaps as texts
from bot.presentation.texts.tickets import HAND_OVER
from bot.storage.gap_summaries import GapSummary

PER_PAGE = 6
WORDINGS_SHOWN = 5
LINES_SHOWN = 20

Rows = tuple[tuple[Button, ...], ...]


def list_message(gaps: Sequence[GapSummary], page: int, changes: int, language: str) -> Message:
    """A page of the gaps; `changes` is how many answers have changed that readers got."""
    rows: list[tuple[Button, ...]] = []
    last = max(0, (len(gaps) - 1) // PER_PAGE)
    page = min(max(page, 0), last)
    first = page * PER_PAGE
    shown = list(enumerate(gaps[first : first + PER_PAGE], start=first + 1))
    if shown:
        rows.append(tuple(Button(str(number), data("gap", gap.id)) for number, gap in shown))
    steps = [Button("◀️", data("gaps", page - 1))] * (page > 0) + [Button("▶️", data("gaps", page + 1))] * (page < last)
    if steps:
        rows.append(tuple(steps))
    if changes:
        rows.append((Button(translate(texts.TO_CHANGES, language, count=changes), data("chgs")),))
    if not gaps:
        return Message(translate(texts.EMPTY, language), tuple(rows))
    lines = "\n\n".join(_line(number, gap, language) for number, gap in shown)
    place = translate(texts.LIST_PAGE, language, page=page + 1, pages=last + 1) if last else ""
    count = amount(len(gaps), language)
    return Message(translate(texts.LIST, language, count=count, gaps=lines, page=place), tuple(rows))


def gap_message(
    gap: GapSummary, nearest: Nearest, told: Mapping[str, int], language: str, *, intro: str = ""
) -> Message:
    """One gap.

    Args:
        gap: what was asked, and by how many.
        nearest: what the guide has that is nearest.
        told: how many notices about it are in each state.
        language: the editor's.
        intro: what has just happened.
    """
    shown = translate(
        texts.GAP,
        language,
        question=quoted(gap.question),
        people=people(gap.people, language),
        times=amount(gap.times, language),
        day=day(day_in_bogota(gap.last_asked), language),
        spoken=LANGUAGE_NAMES[gap.language],
    )
    parts = [intro, shown, _other_wordings(gap, language), _near(nearest, language), *_standing(gap, told, language)]
    return Message("\n\n".join(part for part in parts if part), _decisions(gap, nearest.articles, language))


def left_out_message(gap: GapSummary, language: str) -> Message:
    """A gap is out of scope now; where the assistant did not decline it by itself, it can be taught to."""
    parts = [translate(texts.LEFT_OUT, language)]
    rows: list[tuple[Button, ...]] = []
    if gap.was_tried:
        parts.append(translate(texts.LEFT_OUT_BUT_TRIED, language))
        rows.append((Button(translate(texts.ADD_TO_OUTSIDE, language), data("gap-to", gap.id, OUTSIDE)),))
    rows.append((Button(translate(texts.TAKE_BACK, language), data("gap-in", gap.id)),))
    return Message("\n\n".join(parts), (*rows, back_row(language)))


def preview_message(gap_id: int, article: str, difference: FileDifference, mark: str, language: str) -> Message:
    """What would be written into a question file; `mark` stands for just this, in the button that confirms it."""
    signs = "\n".join(line.replace("~~~~", "") for line in difference.lines[:LINES_SHOWN])
    shown = translate(
        texts.PREVIEW_OUTSIDE if article == OUTSIDE else texts.PREVIEW,
        language,
        place=code(difference.place),
        lines=f"~~~~diff\n{signs}\n~~~~",
        advice=translate(texts.PREVIEW_ADVICE, language),
    )
    return Message(
        shown,
        (
            (Button(translate(texts.WRITE, language), data("gap-write", gap_id, mark)),),
            (Button(translate(texts.DO_NOT_WRITE, language), data("gap-leave", gap_id)),),
        ),
    )


def written_message(place: str, article: str, language: str) -> Message:
    """A question was added."""
    text = texts.WRITTEN_OUTSIDE if article == OUTSIDE else texts.WRITTEN
    return Message(translate(text, language, place=code(place)), (back_row(language),))


def choice_message(text: str, gap_id: int, articles: Iterable[NearArticle], language: str) -> Message:
    """A question to the editor about articles, which can be touched."""
    return Message(translate(text, language), _adding(gap_id, articles, language))


def back_row(language: str) -> tuple[Button, ...]:
    """The way back to the list."""
    return (Button(translate(texts.BACK, language), data("gaps", 0)),)


def short(text: str) -> str:
    """A text that fits a button."""
    return text if len(text) <= BUTTON_CHARACTERS else text[: BUTTON_CHARACTERS - 1].rstrip() + "…"


def told_words(told: Mapping[str, int], language: str) -> str:
    """How many notices are in each state."""
    words = (translate(text, language, number=told[s]) for s, text in texts.NOTICE_STATES.items() if told.get(s))
    return ", ".join(words)


def _line(number: int, gap: GapSummary, language: str) -> str:
    return translate(
        texts.LINE_ADDED if gap.state == "added" else texts.LINE,
        language,
        number=number,
        question=quoted(gap.question),
        people=people(gap.people, language),
        day=day(day_in_bogota(gap.last_asked), language),
    )


def _other_wordings(gap: GapSummary, language: str) -> str:
    others = gap.wordings[1:]
    if not others:
        return ""
    lines = [f"- «{quoted(text)}»" for text in others[:WORDINGS_SHOWN]]
    if rest := len(others) - WORDINGS_SHOWN if len(others) > WORDINGS_SHOWN else 0:
        lines.append(f"- {translate(texts.MORE_WORDINGS, language, count=rest)}")
    return translate(texts.OTHER_WORDINGS, language, wordings="\n".join(lines))


def _near(nearest: Nearest, language: str) -> str:
    if not nearest.articles:
        return translate(texts.NOTHING_NEAR, language)
    percent = round(100 * nearest.probability)
    return translate(texts.NEAREST, language, title=literal(nearest.articles[0].title), percent=percent)


def _standing(gap: GapSummary, told: Mapping[str, int], language: str) -> Iterable[str]:
    if gap.waiting:
        yield translate(texts.WAITING_READERS, language, people=people(gap.waiting, language))
    states = {"added": texts.IS_ADDED, "outside": texts.IS_OUTSIDE, "answered": texts.IS_ANSWERED}
    if gap.state in states:
        yield translate(states[gap.state], language, article=literal(gap.article))
    if told:
        yield translate(texts.TOLD, language, counts=told_words(told, language))


def _decisions(gap: GapSummary, articles: Iterable[NearArticle], language: str) -> Rows:
    """What can be done about a gap. Another way of dealing with one is another row here."""
    rows: list[tuple[Button, ...]] = []
    if gap.state in ("open", "added"):
        rows += _adding(gap.id, articles, language)
        rows.append((Button(translate(texts.ADD_ELSEWHERE, language), data("gap-find", gap.id)),))
        rows.append((Button(translate(HAND_OVER, language), data("gap-adv", gap.id)),))
        rows.append((Button(translate(texts.LEAVE_OUT, language), data("gap-out", gap.id)),))
    if gap.state == "outside":
        rows.append((Button(translate(texts.TAKE_BACK, language), data("gap-in", gap.id)),))
    return (*rows, back_row(language))


def _adding(gap_id: int, articles: Iterable[NearArticle], language: str) -> Rows:
    rows = []
    for article in articles:
        with suppress(ValueError):  # an id too long for a button can be written instead
            label = short(translate(texts.ADD_TO, language, title=article.title))
            rows.append((Button(label, data("gap-to", gap_id, article.id)),))
    return tuple(rows)
