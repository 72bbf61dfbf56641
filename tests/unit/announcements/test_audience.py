from pathlib import Path

import pytest

from bot.announcements.audience import Topics
from bot.announcements.errors import UnknownTopic
from bot.errors import SettingsError
from bot.storage.reach import Audience
from tests.support.announcing import TOPICS


def test_topics_of_one_group_are_alternatives_and_groups_narrow() -> None:
    assert TOPICS.audience(["calls", "agro", "cosmetics"]) == Audience((("agro", "cosmetics"), ("calls",)))


def test_all_is_everyone() -> None:
    assert TOPICS.audience(["all"]) == Audience()
    assert TOPICS.audience([" all "], "en") == Audience((), "en")


@pytest.mark.parametrize("topics", [[], [""], ["fishing"], ["all", "agro"], ["agro", "Calls"]])
def test_a_choice_that_says_nothing_or_too_much_is_refused(topics: list[str]) -> None:
    with pytest.raises(UnknownTopic):
        TOPICS.audience(topics)


def test_only_our_languages() -> None:
    with pytest.raises(UnknownTopic, match="fr"):
        TOPICS.audience(["all"], "fr")


def test_an_audience_survives_being_kept() -> None:
    audience = TOPICS.audience(["agro", "fairs"], "es")
    assert Audience.from_json(audience.as_json()) == audience


def test_every_topic_has_its_labels() -> None:
    for topic in TOPICS.ids:
        assert TOPICS.label(topic, "es")
        assert TOPICS.label(topic, "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sector: [agro]",
        "sector: {topics: {agro: {es: A, en: A}}}",
        "a: {label: {es: A, en: A}, topics: {x: {es: X}}}",
        "a: {label: {es: A, en: A}, topics: {all: {es: X, en: X}}}",
        "a: {label: {es: A, en: A}, topics: {x;y: {es: X, en: X}}}",
        "\n".join(f"{name}: {{label: {{es: A, en: A}}, topics: {{x: {{es: X, en: X}}}}}}" for name in "ab"),
        "a: {",
    ],
)
def test_a_faulty_file_is_one_clear_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"topics\.yaml") as caught:
        Topics(path)
    assert "\n" not in str(caught.value)
