"""The one place that draws. matplotlib is loaded when something is drawn and not before: answering needs none of it."""

import io
from typing import Any

from bot.errors import ConsorciaError


class PicturesMissing(ConsorciaError):
    """What draws is not installed here."""


def new_figure(width: float, height: float) -> Any:
    """An empty matplotlib figure, in inches, without any global state: it can be drawn on in any thread.

    Raises:
        PicturesMissing: matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise PicturesMissing("pictures need matplotlib: .venv/bin/pip install matplotlib") from None
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def saved(figure: Any, *, kind: str = "png", dpi: int = 100) -> bytes:
    """A figure as a file: "png" or "svg"."""
    drawn = io.BytesIO()
    # Without a date, so that the same figures are the same file.
    figure.savefig(drawn, format=kind, dpi=dpi, facecolor=figure.get_facecolor(), metadata=_NO_DATE.get(kind))
    return drawn.getvalue()


_NO_DATE = {"svg": {"Date": None}}
