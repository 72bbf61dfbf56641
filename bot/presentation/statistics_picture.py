"""Statistics as a picture that a phone can show: big letters, few colours, told apart by the colour-blind too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.presentation.localisation import amount, translate
from bot.presentation.pictures import new_figure, saved
from bot.presentation.statistics import Part, headline, parts_of, period_title, short_day
from bot.presentation.texts import statistics as texts
from bot.storage.statistics import Figures

WIDTH = 10.0  # inches, at 100 dots each
LETTERS, HEADINGS = 21, 25
LINE = 42  # letters of a bar's name
_OTHER = ("smalltalk", "redirect")
# Heights in inches.
_TOP, _DAYS, _ROW, _HEADING = 2.6, 3.4, 0.76, 0.85


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on one background; those of the outcomes are of Okabe and Ito's set, which the colour-blind can tell."""

    background: str
    letters: str
    faint: str
    answer: str
    clarify: str
    refuse: str
    other: str


LIGHT = Palette("#ffffff", "#1c2730", "#d5dade", "#0072b2", "#e69f00", "#a63603", "#aeb6bd")
DARK = Palette("#17212b", "#eef2f5", "#3a4652", "#56b4e9", "#f0c24b", "#e8734a", "#74808b")


def draw(
    figures: Figures, titles: Mapping[str, str], language: str, palette: Palette = LIGHT, kind: str = "png"
) -> bytes:
    """The picture: questions a day by outcome, then whatever else there is to tell.

    Args:
        figures: of the period.
        titles: of the articles, by id.
        language: of its words.
        palette: its colours.
        kind: "png" or "svg".

    Raises:
        PicturesMissing: matplotlib is not installed.
    """
    others = [part for part in parts_of(figures, titles, language) if part.name != "outcomes"]
    heights = [_DAYS, *(_ROW * len(part.rows) for part in others)]
    figure = new_figure(WIDTH, _TOP + sum(heights) + _HEADING * len(heights))
    figure.set_facecolor(palette.background)
    words = {"color": palette.letters, "parse_math": False, "ha": "left", "x": 0.02}
    figure.suptitle(
        f"{period_title(figures, language)}\n{headline(figures, language)}", fontsize=HEADINGS, wrap=True, **words
    )
    figure.get_layout_engine().set(h_pad=0.15, w_pad=0.2, hspace=0.03)
    axes = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for one in axes:
        _plain(one, palette)
    _days(axes[0], figures, language, palette)
    for one, part in zip(axes[1:], others, strict=True):
        _bars(one, part, palette)
    return saved(figure, kind=kind)


def _plain(axes: Any, palette: Palette) -> None:
    axes.set_facecolor(palette.background)
    axes.tick_params(colors=palette.letters, labelsize=LETTERS, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(palette.faint)


def _days(axes: Any, figures: Figures, language: str, palette: Palette) -> None:
    """A bar for each day, its outcomes on each other, and how many there were of each."""
    heading = translate(texts.DAYS_HEADING, language)
    days = sorted(figures.days)
    below = [0] * len(days)
    colours = (palette.answer, palette.clarify, palette.refuse, palette.other)
    named = (("answer",), ("clarify",), ("refuse",), _OTHER)
    for text, names, colour in zip(texts.OUTCOMES.values(), named, colours, strict=True):
        counts = [sum(figures.days[day].get(name, 0) for name in names) for day in days]
        if total := sum(counts):
            label = f"{translate(text, language)}: {amount(total, language)}"
            axes.bar(range(len(days)), counts, bottom=below, color=colour, width=0.82, label=label)
        below = [under + count for under, count in zip(below, counts, strict=True)]
    axes.set_ylim(0, max(4, 1.05 * max(below)))
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    axes.grid(axis="y", color=palette.faint, linewidth=1)
    axes.set_axisbelow(True)
    shown = range(len(days) - 1, -1, -max(1, len(days) // 4))
    axes.set_xticks(list(shown), [short_day(days[number], language) for number in shown])
    axes.set_title(heading, loc="left", fontsize=HEADINGS, color=palette.letters, fontweight="bold")
    if any(below):
        below_days = {"loc": "upper left", "bbox_to_anchor": (-0.02, -0.12), "ncols": 2}
        axes.legend(**below_days, fontsize=LETTERS, frameon=False, labelcolor=palette.letters, columnspacing=1)


def _bars(axes: Any, part: Part, palette: Palette) -> None:
    """A bar for each row, its name above it."""
    places = list(range(len(part.rows)))[::-1]
    axes.barh(places, [number for _, number, _ in part.rows], height=0.34, color=palette.answer)
    most = max(number for _, number, _ in part.rows)
    for place, (label, number, shown) in zip(places, part.rows, strict=True):
        name = label if len(label) <= LINE else label[: LINE - 1].rstrip() + "…"
        style = {"fontsize": LETTERS, "color": palette.letters, "parse_math": False}
        axes.text(0, place + 0.24, name, va="bottom", **style)
        axes.text(number + most * 0.015, place, shown, va="center", fontweight="bold", **style)
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(-0.4, len(places) - 0.15)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_title(part.heading, loc="left", fontsize=HEADINGS, color=palette.letters, fontweight="bold", pad=12)
