"""What an announcer does to a sketch: each button of its card, and each thing typed when asked, by name.

All of it is said here without Telegram: from a sketch and a value to the next sketch, or an AnnouncementError and the
sketch stays as it was. Its `step` says which screen is shown, and what the next message will be taken for.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from bot.announcements.audience import ALL, LANGUAGES
from bot.announcements.content import Button, check_buttons, check_times
from bot.announcements.dates import read_moment
from bot.announcements.errors import AnnouncementError
from bot.announcements.hours import BOGOTA
from bot.storage.sketch import ENGLISH, Sketch

Change = Callable[[Sketch, str, dt.datetime], Sketch]

MORNING = dt.time(8)
AFTERNOON = dt.time(14)
LAST_MINUTE = dt.time(23, 59)
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


class UnknownChoice(AnnouncementError):
    """A button with a value that this version does not make."""


def offered_starts(now: dt.datetime) -> list[dt.datetime]:
    """Good times to send, soon."""
    today = now.astimezone(BOGOTA).date()
    tomorrow = today + dt.timedelta(days=1)
    monday = today + dt.timedelta(days=7 - today.weekday())
    wanted = [(today, AFTERNOON), (tomorrow, MORNING), (tomorrow, AFTERNOON)]
    wanted += [(monday, MORNING)] if monday != tomorrow else []
    moments = [dt.datetime.combine(day, time, BOGOTA) for day, time in wanted]
    return [moment for moment in moments if moment > now]


def _goes_to(step: str) -> Change:
    return lambda sketch, value, now: replace(sketch, step=step)


def _topic(sketch: Sketch, topic: str, now: dt.datetime) -> Sketch:
    """On or off; everyone and single topics exclude each other."""
    chosen = [one for one in sketch.topics if (one == ALL) == (topic == ALL)]
    chosen = [one for one in chosen if one != topic] if topic in chosen else [*chosen, topic]
    return replace(sketch, topics=tuple(chosen), step="audience")


def _language(sketch: Sketch, language: str, now: dt.datetime) -> Sketch:
    if language not in ("-", *LANGUAGES):
        raise UnknownChoice(f'"{language[:40]}" is no language')
    return replace(sketch, language=None if language == "-" else language, step="audience")


def _no_english(sketch: Sketch, value: str, now: dt.datetime) -> Sketch:
    kept = {version: ids for version, ids in sketch.originals.items() if version != ENGLISH}
    albums = {version: album for version, album in sketch.albums.items() if version != ENGLISH}
    return replace(sketch, content_en=None, originals=kept, albums=albums, step="card")


def _urgent(sketch: Sketch, value: str, now: dt.datetime) -> Sketch:
    return replace(sketch, is_urgent=not sketch.is_urgent, step="card")


def _ask(sketch: Sketch, value: str, now: dt.datetime) -> Sketch:
    if any(button["kind"] == "ask" for button in sketch.buttons):
        return replace(sketch, step="buttons")
    return _with_button(sketch, Button("ask"), now)


def _drop(sketch: Sketch, place: str, now: dt.datetime) -> Sketch:
    kept = [button for number, button in enumerate(sketch.buttons) if str(number) != place]
    return replace(sketch, buttons=tuple(kept), step="buttons")


def _start_at(sketch: Sketch, seconds: str, now: dt.datetime) -> Sketch:
    return _starting(sketch, dt.datetime.fromtimestamp(_number(seconds, 10), dt.UTC) if seconds else None, now)


def _end_in(sketch: Sketch, days: str, now: dt.datetime) -> Sketch:
    if not days:
        return _ending(sketch, None, now)
    last = now.astimezone(BOGOTA).date() + dt.timedelta(days=_number(days, 3))
    return _ending(sketch, dt.datetime.combine(last, LAST_MINUTE, BOGOTA), now)


def _link(sketch: Sketch, text: str, now: dt.datetime) -> Sketch:
    """ "Inscríbase https://…", or with English "Inscríbase | Sign up https://…"."""
    url = (_ADDRESS.findall(text) or text.split() or [""])[-1]
    label, _, label_en = text.replace(url, "", 1).partition("|")
    return _with_button(sketch, Button("link", " ".join(label.split()), " ".join(label_en.split()), url), now)


def _remind(sketch: Sketch, text: str, now: dt.datetime) -> Sketch:
    day = read_moment(text, now, MORNING).date()
    return _with_button(sketch, Button("remind", date=day.isoformat()), now)


def _start(sketch: Sketch, text: str, now: dt.datetime) -> Sketch:
    return _starting(sketch, read_moment(text, now, MORNING), now)


def _end(sketch: Sketch, text: str, now: dt.datetime) -> Sketch:
    return _ending(sketch, read_moment(text, now, LAST_MINUTE), now)


def _with_button(sketch: Sketch, button: Button, now: dt.datetime) -> Sketch:
    buttons = (*sketch.buttons, button.as_json())
    check_buttons([Button(**one) for one in buttons], now.astimezone(BOGOTA).date())
    return replace(sketch, buttons=buttons, step="buttons")


def _starting(sketch: Sketch, moment: dt.datetime | None, now: dt.datetime) -> Sketch:
    check_times(moment, sketch.valid_until, now)
    return replace(sketch, starts_at=moment, step="card")


def _ending(sketch: Sketch, moment: dt.datetime | None, now: dt.datetime) -> Sketch:
    check_times(sketch.starts_at, moment, now)
    return replace(sketch, valid_until=moment, step="card")


def _number(text: str, digits: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise UnknownChoice(f'"{text[:40]}" is no number')
    return int(text)


CHOICES: dict[str, Change] = {
    "card": _goes_to("card"),
    "audience": _goes_to("audience"),
    "topic": _topic,
    "lang": _language,
    "english": _goes_to("english"),
    "no-english": _no_english,
    "buttons": _goes_to("buttons"),
    "link": _goes_to("link"),
    "ask": _ask,
    "remind": _goes_to("remind"),
    "drop": _drop,
    "start": _goes_to("start"),
    "start-at": _start_at,
    "end": _goes_to("end"),
    "end-in": _end_in,
    "urgent": _urgent,
}
TYPED: dict[str, Change] = {"link": _link, "remind": _remind, "start": _start, "end": _end}
