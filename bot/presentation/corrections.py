"""What editors see of answers that changed after readers got them."""

from collections.abc import Sequence

from bot.presentation.announcement_words import people
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.gaps import back_row, short
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import LANGUAGE_NAMES
from bot.presentation.texts import gaps as texts
from bot.storage.changes import Correction

LISTED = 10
SENTENCES_SHOWN = 5
SENTENCE_CHARACTERS = 300


def changes_message(changes: Sequence[Correction], language: str) -> Message:
    """The changes that staff have to decide about."""
    if not changes:
        return Message(translate(texts.NO_CHANGES, language), (back_row(language),))
    rows = [(Button(short(_name(one)), data("chg", one.change.id)),) for one in changes[:LISTED]]
    return Message(translate(texts.CHANGES, language), (*rows, back_row(language)))


def change_message(one: Correction, language: str) -> Message:
    """What an article said before and says now, and how many readers have the former."""
    change = one.change
    readers = [
        f"- {translate(texts.CHANGE_READERS, language, days=days, people=people(number, language))}"
        for days, number in one.readers.items()
    ]
    shown = translate(
        texts.CHANGE,
        language,
        title=literal(_name(one)),
        before=translate(texts.CHANGE_BEFORE, language, said=_sentences(change.gone)),
        after=translate(texts.CHANGE_NOW, language, said=_sentences(change.new)),
        readers="\n".join(readers),
    )
    rows = [
        (Button(translate(texts.CORRECT, language, days=days), data("chg-ask", change.id, days)),)
        for days, number in one.readers.items()
        if number
    ]
    rows.append((Button(translate(texts.DISMISS, language), data("chg-no", change.id)),))
    return Message(shown, (*rows, back_row(language)))


def confirm_message(one: Correction, days: int, example: str, language: str) -> Message:
    """Whether to tell so many readers what changed, and what one of them would read."""
    readers = people(one.readers[days], language)
    shown = translate(texts.CORRECT_ASK, language, people=readers, days=days, example=example)
    yes = translate(texts.CORRECT_YES, language, people=readers)
    return Message(
        shown,
        (
            (Button(yes, data("chg-send", one.change.id, days)),),
            (Button(translate(texts.DO_NOT_WRITE, language), data("chg", one.change.id)),),
        ),
    )


def _name(one: Correction) -> str:
    return f"{one.title} ({LANGUAGE_NAMES[one.change.language]})"


def _sentences(said: Sequence[str]) -> str:
    lines = [f"- {literal(sentence[:SENTENCE_CHARACTERS])}" for sentence in said[:SENTENCES_SHOWN]]
    return "\n".join(lines) or "—"
