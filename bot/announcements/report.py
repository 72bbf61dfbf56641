"""Afterwards: a line per recipient as CSV, and a picture of outcomes and of deliveries over time."""

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from bot.announcements.hours import BOGOTA
from bot.presentation.pictures import new_figure, saved
from bot.storage.deliveries import STATES, Deliveries, Progress

COLUMNS = ("chat_id", "language", "state", "error", "attempts", "settled_at")
POINTS = 200
# The picture goes to staff, who read Spanish.
_LABELS = {
    "sent": "enviados",
    "blocked": "bloqueados",
    "failed": "fallidos",
    "unknown": "sin confirmar",
    "withdrawn": "retirados",
    "pending": "pendientes",
    "sending": "en camino",
}
_COLOURS = {
    "sent": "#2a9d8f",
    "blocked": "#e9c46a",
    "failed": "#e76f51",
    "unknown": "#8d99ae",
    "withdrawn": "#c9ada7",
    "pending": "#dddddd",
    "sending": "#a8dadc",
}


class SupportsWrite(Protocol):
    """What a CSV can be written to."""

    def write(self, text: str, /) -> object:
        """Take some of it."""


@dataclass
class Timeline:
    """How many deliveries were settled in each minute."""

    minutes: Counter[dt.datetime] = field(default_factory=Counter)

    def add(self, moment: dt.datetime) -> None:
        """One more."""
        self.minutes[moment.replace(second=0, microsecond=0)] += 1

    def cumulated(self) -> list[tuple[dt.datetime, int]]:
        """Moments and how many had been settled by then; at most about `POINTS`."""
        total = 0
        points = []
        for minute, number in sorted(self.minutes.items()):
            total += number
            points.append((minute + dt.timedelta(minutes=1), total))
        if not points:
            return []
        step = max(1, len(points) // POINTS)
        thinned = points[step - 1 :: step]
        return [(min(self.minutes), 0), *thinned, *([] if thinned[-1] == points[-1] else [points[-1]])]


async def write_csv(file: SupportsWrite, announcement_id: int, deliveries: Deliveries) -> Timeline:
    """A line per recipient; an erased one has no chat. Times are Bogotá's. Returns the timeline, read in passing."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    timeline = Timeline()
    async for one in deliveries.all_of(announcement_id):
        settled = one.settled_at.astimezone(BOGOTA).isoformat(timespec="seconds") if one.settled_at else ""
        writer.writerow((one.chat_id, one.language, one.state, one.error, one.attempts, settled))
        if one.settled_at and one.state != "withdrawn":
            timeline.add(one.settled_at)
    return timeline


def picture(progress: Progress, timeline: Timeline) -> bytes:
    """A PNG: outcomes as bars, deliveries over time as a line. Drawn without any global state, so in any thread.

    Raises:
        PicturesMissing: matplotlib is not installed.
    """
    figure = new_figure(9, 4)
    # Loaded here too, as the figure was: only what draws needs it.
    from matplotlib.dates import ConciseDateFormatter

    bars, line = figure.subplots(1, 2)
    shown = [state for state in STATES if progress.counts[state]]
    shown.reverse()  # bars are drawn from below
    bars.barh(
        [_LABELS[state] for state in shown],
        [progress.counts[state] for state in shown],
        color=[_COLOURS[state] for state in shown],
    )
    for container in bars.containers:
        bars.bar_label(container, padding=3)
    bars.set_title(f"Aviso {progress.id}: {progress.total} destinatarios")
    bars.margins(x=0.15)
    points = [(moment.astimezone(BOGOTA), number) for moment, number in timeline.cumulated()]
    if points:
        line.plot([moment for moment, _ in points], [number for _, number in points], color=_COLOURS["sent"])
        line.xaxis.set_major_formatter(ConciseDateFormatter(line.xaxis.get_major_locator(), tz=BOGOTA))
    line.set_title("Entregas, hora de Bogotá")
    line.set_ylim(bottom=0)
    return saved(figure, dpi=120)
