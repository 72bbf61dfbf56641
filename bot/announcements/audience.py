"""The topics of `config/topics.yaml`, and the audience that a choice of them makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.announcements.errors import UnknownTopic
from bot.errors import SettingsError
from bot.storage.reach import Audience

ALL = "all"
LANGUAGES = ("es", "en")
# As much as fits into a button and a row.
ID_BYTES = 32


@dataclass(frozen=True, slots=True)
class Group:
    """A group of topics: what they are topics of, and each topic's labels by its id."""

    id: str
    labels: dict[str, str]
    topics: dict[str, dict[str, str]]


class Topics:
    """The topics readers can switch on, in the file's order.

    Raises:
        SettingsError: the file cannot be read, or a topic is in two groups.
    """

    def __init__(self, path: Path) -> None:
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            self.groups = tuple(
                Group(
                    str(name),
                    _labels(group["label"]),
                    {str(topic): _labels(labels) for topic, labels in group["topics"].items()},
                )
                for name, group in data.items()
            )
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path.name} cannot be read: {error!r}") from None
        ids = [topic for group in self.groups for topic in group.topics]
        named = [*ids, *(group.id for group in self.groups)]
        if faulty := [one for one in named if ids.count(one) > 1 or not _can_be_id(one)]:
            raise SettingsError(f'{path.name}: "{faulty[0]}" cannot be the id of a topic or group, or is that of two')

    def __contains__(self, topic: str) -> bool:
        return any(topic in group.topics for group in self.groups)

    @property
    def ids(self) -> list[str]:
        """Every topic."""
        return [topic for group in self.groups for topic in group.topics]

    def label(self, topic: str, language: str) -> str:
        """A topic as readers see it."""
        return next((group.topics[topic][language] for group in self.groups if topic in group.topics), topic)

    def audience(self, topics: Iterable[str], language: str | None = None) -> Audience:
        """Those with at least one of the chosen topics in each group that the choice touches; `all` alone: everyone.

        Raises:
            UnknownTopic: a topic, or the language, does not exist; or nothing was chosen.
        """
        chosen = list(dict.fromkeys(topic.strip() for topic in topics if topic.strip()))
        if language not in (None, *LANGUAGES):
            raise UnknownTopic(f'there is no language "{language}"; there are: {", ".join(LANGUAGES)}')
        if chosen == [ALL]:
            return Audience((), language)
        if not chosen:
            raise UnknownTopic(f'choose topics, or "{ALL}"')
        for topic in chosen:
            if topic == ALL:
                raise UnknownTopic(f'"{ALL}" stands alone: together with other topics it would say two things')
            if topic not in self:
                raise UnknownTopic(f'there is no topic "{topic}"; there are: {", ".join((ALL, *self.ids))}')
        touched = (tuple(topic for topic in group.topics if topic in chosen) for group in self.groups)
        return Audience(tuple(group for group in touched if group), language)


def _can_be_id(text: str) -> bool:
    """Whether buttons and lists of topics can carry it."""
    return text not in ("", ALL) and len(text.encode()) <= ID_BYTES and not set(text) & {";", "|", ","}


def _labels(labels: dict[str, str]) -> dict[str, str]:
    return {language: str(labels[language]) for language in LANGUAGES}
