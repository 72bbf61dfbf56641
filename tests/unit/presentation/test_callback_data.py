"""What a button carries fits in 64 bytes and is understood again, whatever comes back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.callback_data import CallbackData, data, number, parse, thumb
from bot.settings import PROJECT_DIR

BIGGEST_QUESTION = 2**31
MOST_PAGES = 99

plain = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), max_size=8)


@given(st.text(min_size=1, max_size=8, alphabet="abcdefghij"), st.lists(plain, max_size=3))
def test_what_is_written_is_read(action: str, arguments: list[str]) -> None:
    expected = CallbackData(action, tuple(arguments))
    try:
        text = data(action, *arguments)
    except ValueError:
        assert len("|".join(("1", action, *arguments)).encode()) > 64
    else:
        assert parse(text) == expected


@given(st.text() | st.none())
def test_reading_never_fails(text: str | None) -> None:
    pressed = parse(text)
    for argument in pressed.arguments if pressed else ():
        for read in (number, thumb):
            try:
                read(argument)
            except ValueError:
                continue


@pytest.mark.parametrize("text", [None, "", "1", "1|", "1||x", "2|menu", "menu", "v1|menu", " 1|menu"])
def test_what_is_not_ours_means_nothing(text: str | None) -> None:
    assert parse(text) is None


@given(st.integers(0, 10**18 - 1))
def test_a_number_is_read_as_it_was_written(value: int) -> None:
    assert number(str(value)) == value


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "1e3", "٣", "²", "9" * 19, "0x1f"])
def test_what_is_no_number_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        number(text)


def test_too_much_for_a_button_is_noticed_before_telegram_does() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        data("art", "sección/" + "ñ" * 30, 0)


def article_ids() -> list[str]:
    root = PROJECT_DIR / "knowledge"
    return sorted(
        {
            path.relative_to(root / language).with_suffix("").as_posix()
            for language in ("es", "en")
            for path in Path(root / language).rglob("*.md")
        }
    )


def test_every_article_of_the_guide_fits_a_button() -> None:
    ids = article_ids()
    assert ids
    for article_id in ids:
        for made in (
            data("art", article_id, MOST_PAGES),
            data("rel", article_id, MOST_PAGES),
            data("say", article_id, BIGGEST_QUESTION),
            data("all", article_id),
            data("sec", article_id.split("/")[0], MOST_PAGES),
            data("fb", BIGGEST_QUESTION, "+"),
        ):
            assert len(made.encode()) <= 64
