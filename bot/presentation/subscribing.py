"""Subscribing as messages: the offer, what is agreed to, the topics as buttons that go on and off."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presentation.callback_data import data
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message, Row
from bot.presentation.texts import subscribing as texts

# What stands for the id of a group where all of them are meant.
EVERY_GROUP = "all"
# Two labels of this length fit side by side on a phone.
_HALF_A_ROW = 17
_MARKS = {True: "✅", False: "▫️"}


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic in the reader's language, and whether they have it on."""

    id: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of topics in the reader's language."""

    id: str
    label: str
    topics: tuple[ShownTopic, ...]

    @property
    def is_on(self) -> bool:
        """Whether anything in it is."""
        return any(topic.is_on for topic in self.topics)


def offer_message(language: str) -> Message:
    """Announcements are offered to someone who did not ask for them."""
    yes = Button(translate(texts.OFFER_YES, language), data("consent"))
    no = Button(translate(texts.CONSENT_NO, language), data("agree", "-"))
    return Message(translate(texts.OFFER, language), ((yes, no),))


def consent_message(language: str) -> Message:
    """Who sends what, for how long, and how to stop it; nothing is kept before the reader agrees."""
    yes = Button(translate(texts.CONSENT_YES, language), data("agree", "+"))
    no = Button(translate(texts.CONSENT_NO, language), data("agree", "-"))
    return Message(translate(texts.CONSENT, language), ((yes,), (no,)))


def topics_message(groups: Sequence[ShownGroup], language: str) -> Message:
    """The topics by group; below each group, the button for all of it."""
    rows: list[Row] = []
    if not any(group.is_on for group in groups):
        rows.append((Button(translate(texts.EVERYTHING_ON, language), data("group", EVERY_GROUP, "+")),))
    for group in groups:
        rows.append((_whole_group(group, language),))
        rows += _rows_of_topics(group)
    rows.append((Button(translate(texts.DONE, language), data("chosen")),))
    rows.append((Button(translate(texts.STOP_ALL, language), data("unsub")),))
    return Message(translate(texts.TOPICS, language, state=_state(groups, language)), tuple(rows))


def saved_message(groups: Sequence[ShownGroup], language: str) -> Message:
    """What was chosen, when the reader is done."""
    chosen = [topic.label for group in groups for topic in group.topics if topic.is_on]
    if not chosen:
        return Message(translate(texts.SAVED_WITHOUT_TOPICS, language))
    return Message(translate(texts.SAVED, language, topics=", ".join(chosen)))


def _state(groups: Sequence[ShownGroup], language: str) -> str:
    missing = [group.label for group in groups if not group.is_on]
    if not missing:
        return translate(texts.ALL_CHOSEN, language)
    if len(missing) == len(groups):
        return translate(texts.NOTHING_ON, language)
    return translate(texts.SOME_MISSING, language, groups=", ".join(missing))


def _whole_group(group: ShownGroup, language: str) -> Button:
    is_full = all(topic.is_on for topic in group.topics)
    label = translate(texts.GROUP_OFF if is_full else texts.GROUP_ON, language, group=group.label)
    return Button(label, data("group", group.id, "-" if is_full else "+"))


def _rows_of_topics(group: ShownGroup) -> list[Row]:
    """One below the other, short ones side by side."""
    rows: list[Row] = []
    has_room = False
    for topic in group.topics:
        button = Button(f"{_MARKS[topic.is_on]} {topic.label}", data("topic", topic.id, "-" if topic.is_on else "+"))
        is_short = len(topic.label) <= _HALF_A_ROW
        if has_room and is_short:
            rows[-1] = (*rows[-1], button)
            has_room = False
        else:
            rows.append((button,))
            has_room = is_short
    return rows
