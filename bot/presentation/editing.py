"""What editors see when they change the guide: what they sent, what it changes, how it fared, and what to do next."""

from collections.abc import Iterable, Sequence

from bot.guide.articles import Fault
from bot.guide.gate import Changed, GoldenResult, Verdict
from bot.guide.incoming import Kind, Refusal
from bot.guide.reviewing import Review
from bot.guide.staging import FileDifference
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.faults import reason
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import editing as texts
from bot.storage.uploads import Upload

FAULTS_SHOWN = 10
CHANGES_SHOWN = 10
QUESTIONS_SHOWN = 6
LINES_SHOWN = 12
LINE_CHARACTERS = 200
FILES_SHOWN = 8
TRIALS = 3

Rows = tuple[tuple[Button, ...], ...]


def intro_message(waiting: Sequence[Upload], is_unpublished: bool, language: str) -> Message:
    """What can be done, what this editor has waiting, and whether the guide's folder has changes of others."""
    parts = [translate(texts.INTRO, language)]
    rows: list[tuple[Button, ...]] = []
    if is_unpublished:
        parts.append(translate(texts.UNPUBLISHED, language))
    if is_unpublished and not waiting:
        rows.append((_button(texts.BUTTON_REVIEW, "g-review", language=language),))
    if waiting:
        files = "\n".join(f"• {code(upload.place)}" for upload in waiting)
        parts.append(translate(texts.WAITING, language, files=files))
        rows += work_rows(language)
        for upload in waiting[:FILES_SHOWN] if len(waiting) > 1 else ():
            rows.append((_button(texts.BUTTON_TAKE_OUT, "g-out", upload.id, language=language, name=upload.name),))
    rows.append((_button(texts.BUTTON_DUE, "g-due", 0, language=language), _history_button(language)))
    return Message("\n\n".join(parts), tuple(rows))


def received_message(
    kind: Kind,
    place: str,
    name: str,
    faults: Sequence[Fault],
    *,
    replaces: bool,
    is_shared: bool,
    is_guessed: bool,
    language: str,
) -> Message:
    """A file was kept.

    Args:
        kind: what it becomes.
        place: where it stands in the guide.
        name: what it is called.
        faults: what is wrong with it by itself.
        replaces: whether something stands there already.
        is_shared: whether another editor has something for this place too.
        is_guessed: whether its language was told from its text.
        language: the editor's.
    """
    received = translate(texts.RECEIVED[kind], language, place=_plain(place))
    parts = [f"{received} {translate(texts.REPLACES if replaces else texts.IS_NEW, language)}"]
    slug = place.rsplit("/", 1)[-1]
    if kind is Kind.ARTICLE and slug != name:
        parts.append(translate(texts.OTHER_NAME, language, name=_plain(name)))
    if is_shared:
        parts.append(translate(texts.SHARED, language))
    if faults:
        parts.append(translate(texts.FAULTS, language, faults=_fault_lines(faults, language)))
    if is_guessed:
        parts.append(translate(texts.LANGUAGE_HINT, language))
    return Message("\n\n".join(parts), work_rows(language))


def refusal_message(refusal: Refusal, language: str) -> Message:
    """Why a file can become nothing."""
    detail = literal(reason(refusal.detail, language))
    return Message(translate(texts.REFUSALS[refusal.why], language, detail=detail))


def difference_message(differences: Iterable[FileDifference], language: str) -> Message:
    """What an editor's files change, a few lines of each."""
    parts = []
    for one in differences:
        title = translate(texts.DIFFERENCE_NEW if one.is_new else texts.DIFFERENCE, language, place=literal(one.place))
        shown = "\n".join(_shortened(line) for line in one.lines[:LINES_SHOWN])
        if not one.is_text:
            parts.append(f"{title}\n{translate(texts.NOT_TEXT, language)}")
        elif not one.lines:
            parts.append(f"{title}\n{translate(texts.SAME, language)}")
        else:
            rest = _rest(len(one.lines), LINES_SHOWN, language)
            parts.append(f"{title}\n~~~~diff\n{shown}\n~~~~" + (f"\n{rest}" if rest else ""))
    return Message("\n\n".join(parts), work_rows(language))


def faults_message(faults: Sequence[Fault], places: Sequence[str], language: str) -> Message:
    """Why the guide would be faulty: what stands in the editor's own files first."""
    ordered = sorted(faults, key=lambda fault: not fault.path.endswith(tuple(places)))
    text = translate(texts.GUIDE_FAULTS, language, faults=_fault_lines(ordered, language))
    return Message(text, again_rows(language))


def review_message(review: Review, places: Sequence[str], language: str) -> Message:
    """What a candidate changes, what the gate found, and how to go on."""
    verdict = review.verdict
    parts = [translate(texts.REFUSED if verdict.refused else texts.REVIEWED, language), _changes(review, language)]
    parts += [_golden(result, language) for result in verdict.golden]
    if verdict.real_asked:
        parts.append(_real(verdict, language))
    own = [fault for fault in review.warnings if fault.path.endswith(tuple(places))]
    if own:
        parts.append(translate(texts.ADVICE, language, faults=_fault_lines(own, language)))
    parts.append(translate(texts.TRY_IT, language))
    return Message("\n\n".join(parts), decision_rows(review.candidate.id, bool(verdict.refused), language))


def trial_message(answer: str, number: int, candidate: str, is_refused: bool, language: str) -> Message:
    """An answer of the candidate to the editor's own question; `answer` is Markdown."""
    parts = [translate(texts.TRIED, language, number=number, wanted=TRIALS), answer]
    if number >= TRIALS:
        parts.append(translate(texts.TRIED_ENOUGH, language, wanted=TRIALS))
    return Message("\n\n".join(parts), decision_rows(candidate, is_refused, language))


def conflict_message(places: Iterable[str], language: str) -> Message:
    """Somebody else changed the same files."""
    shown = "\n".join(f"• {code(place)}" for place in places)
    rows = (
        (_button(texts.BUTTON_DIFFERENCE, "g-diff", language=language),),
        (_button(texts.BUTTON_MINE, "g-mine", language=language), _discard_button(language)),
    )
    return Message(translate(texts.CONFLICT, language, places=shown), rows)


def work_rows(language: str) -> Rows:
    """The buttons under what is not reviewed yet."""
    return (
        (_button(texts.BUTTON_REVIEW, "g-review", language=language),),
        (_button(texts.BUTTON_DIFFERENCE, "g-diff", language=language), _discard_button(language)),
    )


def again_rows(language: str) -> Rows:
    """The buttons under what must be reviewed again."""
    return ((_button(texts.BUTTON_AGAIN, "g-review", language=language), _discard_button(language)),)


def decision_rows(candidate: str, is_refused: bool, language: str) -> Rows:
    """The buttons under a candidate."""
    publish = (texts.BUTTON_FORCE, "g-force") if is_refused else (texts.BUTTON_PUBLISH, "g-publish")
    return (
        (_button(*publish, candidate, language=language),),
        (_button(texts.BUTTON_DIFFERENCE, "g-diff", language=language), _discard_button(language, candidate)),
    )


def _changes(review: Review, language: str) -> str:
    marked = [
        (mark, _named(name, review.titles))
        for mark, named in (
            (texts.ADDED, review.articles.added + review.documents.added),
            (texts.CHANGED, review.articles.changed + review.documents.changed),
            (texts.REMOVED, review.articles.removed + review.documents.removed),
        )
        for name in named
    ]
    if not marked:
        return translate(texts.NO_CHANGES, language)
    lines = [translate(mark, language, what=what) for mark, what in marked[:CHANGES_SHOWN]]
    lines += filter(None, [_rest(len(marked), CHANGES_SHOWN, language)])
    return translate(texts.CHANGES, language, changes="\n".join(lines))


def _named(name: str, titles: dict[str, str]) -> str:
    title = titles.get(name)
    return f"{literal(title)} {code(name)}" if title else code(name)


def _golden(result: GoldenResult, language: str) -> str:
    line = translate(
        texts.GOLDEN, language, name=literal(result.name), right=str(result.right), asked=str(result.asked)
    )
    if result.right_before is not None:
        line += translate(texts.GOLDEN_BEFORE, language, before=str(result.right_before))
    changed = [_question(texts.WORSE, one, language) for one in result.worse[:QUESTIONS_SHOWN]]
    changed += filter(None, [_rest(len(result.worse), QUESTIONS_SHOWN, language)])
    changed += [_question(texts.BETTER, one, language) for one in result.better[:QUESTIONS_SHOWN]]
    return "\n".join([line, *changed])


def _real(verdict: Verdict, language: str) -> str:
    changed = verdict.real_changed
    line = translate(texts.REAL, language, asked=str(verdict.real_asked), changed=str(len(changed)))
    shown = [_question(texts.REAL_CHANGED, one, language) for one in changed[:QUESTIONS_SHOWN]]
    return "\n".join([line, *shown, *filter(None, [_rest(len(changed), QUESTIONS_SHOWN, language)])])


def _question(text: str, one: Changed, language: str) -> str:
    none = translate(texts.NO_ANSWER, language)
    before, after = (code(article) if article else none for article in (one.before, one.after))
    return translate(text, language, question=literal(one.question), before=before, after=after)


def _fault_lines(faults: Sequence[Fault], language: str) -> str:
    lines = [
        translate(
            texts.FAULT,
            language,
            path=_plain(fault.path),
            line=str(fault.line),
            reason=literal(reason(fault.reason, language)),
        )
        for fault in faults[:FAULTS_SHOWN]
    ]
    return "\n".join([*lines, *filter(None, [_rest(len(faults), FAULTS_SHOWN, language)])])


def _rest(count: int, shown: int, language: str) -> str:
    return translate(texts.MORE, language, count=str(count - shown)) if count > shown else ""


def _shortened(line: str) -> str:
    """A line of a difference that cannot end the block it stands in."""
    line = line.replace("~~~~", "~ ~ ~ ~")
    return line if len(line) <= LINE_CHARACTERS else line[: LINE_CHARACTERS - 1] + "…"


def code(name: str) -> str:
    """A name set apart from the words around it."""
    return f"`{_plain(name)}`"


def _plain(name: str) -> str:
    """A name that cannot end the code it stands in."""
    return " ".join(name.replace("`", "'").split())


def _button(text: str, action: str, *arguments: object, language: str, **values: str) -> Button:
    return Button(translate(text, language, **values), data(action, *arguments))


def _discard_button(language: str, candidate: str = "") -> Button:
    return _button(texts.BUTTON_DISCARD, "g-drop", candidate, language=language)


def _history_button(language: str) -> Button:
    return _button(texts.BUTTON_HISTORY, "g-history", language=language)
