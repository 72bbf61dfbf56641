"""Statistics as one page of HTML that needs nothing from anywhere else: to be kept, printed or sent."""

import base64
import datetime as dt
from collections.abc import Mapping
from html import escape

from bot.presentation.localisation import day, day_in_bogota, time_of_day, translate
from bot.presentation.pictures import PicturesMissing
from bot.presentation.statistics import Part, headline, median_wait, parts_of, period, period_title
from bot.presentation.statistics_picture import DARK, LIGHT, Palette, draw
from bot.presentation.texts import statistics as texts
from bot.storage.statistics import Figures

_STYLE = """
:root { color-scheme: light dark;
  --ground: #fff; --letters: #1c2730; --quiet: #5a6772; --bar: #0072b2; --rest: #e8ecef }
@media (prefers-color-scheme: dark) {
  :root { --ground: #17212b; --letters: #eef2f5; --quiet: #a7b4bf; --bar: #56b4e9; --rest: #2a3742 }
}
body { margin: 0 auto; padding: 1rem; max-width: 44rem; background: var(--ground); color: var(--letters);
  font: 1.05rem/1.45 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem }
.headline { font-size: 1.15rem; font-weight: 600; margin: .8rem 0 } .quiet { color: var(--quiet); margin: .2rem 0 }
table { width: 100%; border-collapse: collapse } th { text-align: left; font-weight: normal }
th, td { padding: .25rem 0; vertical-align: top } td { text-align: right; font-weight: 600; padding-left: 1rem }
.bar { height: .5rem; background: var(--rest) } .bar i { display: block; height: 100%; background: var(--bar) }
img { width: 100%; height: auto; margin-top: 1.6rem }
"""


def page(figures: Figures, titles: Mapping[str, str], now: dt.datetime, language: str) -> str:
    """The page; where nothing can be drawn, it says so and has the numbers all the same.

    Args:
        figures: of the period.
        titles: of the articles, by id.
        now: when it is made.
        language: of its words.
    """
    title = translate(texts.PAGE_TITLE, language)
    shown_period = f"{period_title(figures, language)} ({period(figures, language)})"
    made = translate(texts.PAGE_MADE, language, day=day(day_in_bogota(now), language), time=time_of_day(now, language))
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="quiet">{escape(shown_period)}</p>',
        f'<p class="headline">{escape(headline(figures, language))}</p>',
        *(_table(part, figures, language) for part in parts_of(figures, titles, language)),
        "" if figures.is_empty else _picture(figures, titles, language),
        f'<p class="quiet">{escape(made)}</p>',
    ]
    body = "\n".join(filter(None, parts))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _table(part: Part, figures: Figures, language: str) -> str:
    most = max(number for _, number, _ in part.rows)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(label)}{_bar(number / most)}</th><td>{escape(shown)}</td></tr>'
        for label, number, shown in part.rows
    )
    median = median_wait(figures.waits, language) if part.name == "waits" else ""
    told = f'\n<p class="quiet">{escape(median)}</p>' if median else ""
    return f"<h2>{escape(part.heading)}</h2>\n<table>\n{rows}\n</table>{told}"


def _bar(share: float) -> str:
    return f'<div class="bar"><i style="width:{share:.0%}"></i></div>'


def _picture(figures: Figures, titles: Mapping[str, str], language: str) -> str:
    """The picture in the colours that its reader prefers."""

    def drawn(palette: Palette) -> str:
        image = draw(figures, titles, language, palette, kind="svg")
        return f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}"

    try:
        light, dark = drawn(LIGHT), drawn(DARK)
    except PicturesMissing:
        return f'<p class="quiet">{escape(translate(texts.PAGE_WITHOUT_PICTURE, language))}</p>'
    alternative = escape(translate(texts.PAGE_PICTURE, language))
    return (
        f'<picture>\n<source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
        f'<img src="{light}" alt="{alternative}">\n</picture>'
    )
