"""What is sent: answers, the menu and articles as Markdown with buttons."""

from dataclasses import dataclass

from bot.assistant.answer import Answer, Outcome, Reason
from bot.guide.articles import LANGUAGES, Article
from bot.guide.passages import sections
from bot.presentation import texts
from bot.presentation.callback_data import data
from bot.presentation.localisation import month_and_year, translate
from bot.presentation.texts import answering

ARTICLES_PER_PAGE = 8
PAGE_CHARACTERS = 2_500
MAX_SHOWN_SOURCES = 3
MAX_PART_BUTTONS = 20
BUTTON_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it carries data for the bot."""

    text: str
    data: str


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Markdown, and rows of buttons under its last part."""

    markdown: str
    rows: tuple[Row, ...] = ()


def text_of(answer: Answer) -> str:
    """An answer as Markdown: the direct answer first, then the part that fits, then source and date."""
    if answer.outcome is not Outcome.ANSWER:
        return translate(texts.REASONS[answer.reason], answer.language)
    parts = [answer.summary]
    if fitting := answer.fitting:
        shown = f"**{fitting.heading}**\n{fitting.text}" if fitting.heading else fitting.text
        parts.insert(0 if fitting.is_asked_for else 1, shown)
    if answer.is_orientation:
        parts.append(translate(texts.ORIENTATION, answer.language))
    parts.append(_source_lines(answer))
    return "\n\n".join(part for part in parts if part)


def text_with_choices(answer: Answer) -> str:
    """An answer as Markdown where there are no buttons: what there is to choose from stands below, numbered."""
    if answer.outcome is not Outcome.CLARIFY:
        return text_of(answer)
    labels = [_label(choice, answer.language) for choice in answer.choices] or [s.title for s in answer.suggestions]
    return "\n".join([text_of(answer), "", *(f"{number}. {label}" for number, label in enumerate(labels, start=1))])


def answer_message(answer: Answer, question_id: int) -> Message:
    """An answer with its buttons: everything, what else, and thumbs; or what may have been meant, and ways on."""
    match answer.outcome, answer.reason:
        case Outcome.ANSWER, _:
            rows = _rows_of_answer(answer, question_id)
        case Outcome.CLARIFY, _:
            rows = _rows_of_choices(answer, question_id)
        case _, Reason.NOT_COVERED:
            rows = _rows_of_refusal(answer, question_id)
        case _, Reason.PERSON:
            whom = Button(translate(texts.WHOM_TO_ASK, answer.language), data("all", "programme/contacts"))
            rows = [adviser_row(answer.language, question_id), (whom,)]
        case _, Reason.COMPLAINT:
            rows = [adviser_row(answer.language, question_id), _topics_row(answer.language)]
        case _, Reason.GREETING | Reason.WHO_ARE_YOU | Reason.ACKNOWLEDGEMENT:
            rows = [_topics_row(answer.language)]
        case _:
            rows = []
    return Message(text_of(answer), tuple(rows))


def adviser_row(language: str, question_id: int) -> Row:
    """The way from a question to a person."""
    return (Button(translate(answering.ADVISER, language), data("adv", question_id)),)


def adviser_message(language: str, question_id: int) -> Message:
    """What is offered when an answer did not help."""
    return Message(translate(answering.ADVISER_INSTEAD, language), (adviser_row(language, question_id),))


def _topics_row(language: str) -> Row:
    return (Button(translate(texts.SEE_TOPICS, language), data("menu")),)


def _rows_of_answer(answer: Answer, question_id: int) -> list[Row]:
    rows: list[Row] = []
    if answer.article:
        read_all = f"{translate(texts.READ_ALL, answer.language)}: {answer.title}"
        rows.append((Button(_short(read_all), data("all", answer.article)),))
    for number, question in answer.related:
        rows.append((Button(_short(question), data("rel", answer.article, number)),))
    for suggestion in answer.suggestions[:2] if answer.offers_suggestions else ():
        meant = translate(texts.DID_YOU_MEAN, answer.language, title=suggestion.title)
        rows.append((Button(_short(meant), data("say", suggestion.article, question_id)),))
    return [*rows, (Button("👍", data("fb", question_id, "+")), Button("👎", data("fb", question_id, "-")))]


def _rows_of_choices(answer: Answer, question_id: int) -> list[Row]:
    if answer.choices:
        buttons = [Button(_label(c, answer.language), data("miss", question_id, c)) for c in answer.choices]
        return [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    rows: list[Row] = [(Button(_short(s.title), data("say", s.article, question_id)),) for s in answer.suggestions]
    return [*rows, adviser_row(answer.language, question_id), _topics_row(answer.language)]


def _rows_of_refusal(answer: Answer, question_id: int) -> list[Row]:
    language = answer.language
    rows = [
        adviser_row(language, question_id),
        (Button(translate(answering.TELL_ME, language), data("tell", question_id)),),
        _topics_row(language),
    ]
    if answer.articles:
        section = answer.articles[0].split("/")[0]
        nearest = translate(answering.NEAREST, language, section=section_name(section, language))
        rows.insert(0, (Button(nearest, data("sec", section, 0)),))
    return rows


def _label(choice: str, language: str) -> str:
    return translate(answering.CHOICES.get(choice, choice), language)


def menu_message(guide: dict[str, Article], language: str, intro: str = texts.REASONS[Reason.MENU]) -> Message:
    """The sections of the guide as buttons, two in a row."""
    present = {article.section for article in guide.values()}
    ordered = [name for name in texts.SECTIONS if name in present] + sorted(present - texts.SECTIONS.keys())
    buttons = [Button(section_name(name, language), data("sec", name, 0)) for name in ordered]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Message(translate(intro, language), rows)


def section_message(guide: dict[str, Article], section: str, page: int, language: str) -> Message:
    """The articles of a section as buttons, with pages and the way back."""
    articles = [article for article in guide.values() if article.section == section]
    last = max(0, (len(articles) - 1) // ARTICLES_PER_PAGE)
    page = min(max(page, 0), last)
    shown = articles[page * ARTICLES_PER_PAGE : (page + 1) * ARTICLES_PER_PAGE]
    rows: list[Row] = [(Button(_short(a.meta.title), data("art", a.id, 0)),) for a in shown]
    steps = []
    if page > 0:
        steps.append(Button("◀️", data("sec", section, page - 1)))
    if page < last:
        steps.append(Button("▶️", data("sec", section, page + 1)))
    if steps:
        rows.append(tuple(steps))
    rows.append((Button(translate(texts.ALL_TOPICS, language), data("menu")),))
    title = section_name(section, language)
    return Message(f"**{title}**\n\n{translate(texts.CHOOSE_ARTICLE, language)}", tuple(rows))


def article_message(article: Article, page: int) -> Message:
    """One page of an article: first its summary and parts, then each part, with the way on and back."""
    language = article.language
    pages = _pages(article)
    page = min(max(page, 0), len(pages) - 1)
    rows: list[Row] = []
    if page == 0:
        rows += [
            (Button(_short(heading), data("art", article.id, number)),)
            for number, (heading, _) in enumerate(pages)
            if number > 0 and heading
        ][:MAX_PART_BUTTONS]
    steps = []
    if page > 0:
        steps.append(Button("◀️", data("art", article.id, page - 1)))
    if page < len(pages) - 1:
        steps.append(Button(translate(texts.NEXT, language), data("art", article.id, page + 1)))
    if steps:
        rows.append(tuple(steps))
    back = section_name(article.section, language)
    rows.append((Button(f"⬅️ {back}", data("sec", article.section, 0)),))
    return Message(pages[page][1], tuple(rows))


def language_message() -> Message:
    """The choice of a language."""
    buttons = tuple(Button(texts.LANGUAGE_NAMES[lang], data("lang", lang)) for lang in LANGUAGES)
    return Message(texts.CHOOSE_LANGUAGE, (buttons,))


def section_name(section: str, language: str) -> str:
    """A section of the guide as the menu names it."""
    return translate(texts.SECTIONS.get(section, section.replace("-", " ").capitalize()), language)


def _pages(article: Article) -> list[tuple[str, str]]:
    """(heading, Markdown) of every page; a long section takes several, of which only the first has a heading."""
    meta = article.meta
    reviewed = translate(texts.REVIEWED, article.language, month=month_and_year(meta.reviewed, article.language))
    pages = [("", f"**{meta.title}**\n\n{meta.summary}\n\n{reviewed}")]
    for section in sections(article.body):
        pages += _part_pages(section.heading or meta.title, section.text)
    links = [f"- {_source_link(s.title, str(s.url) if s.url else None, s.publisher, s.year)}" for s in meta.sources]
    return pages + _part_pages(translate(texts.SOURCES, article.language), "\n".join(links) + f"\n\n{reviewed}")


def _part_pages(heading: str, text: str) -> list[tuple[str, str]]:
    """A part in pages that a screen or two can show and that Telegram takes as one message each."""
    from bot.presentation.entities import to_messages  # loads telegram, which an answer in the terminal does without

    pages: list[tuple[str, str]] = []
    while text:
        size = PAGE_CHARACTERS
        while len(to_messages(page := f"**{heading}**\n\n{_beginning(text, size)}")) > 1 and size > 1:
            size //= 2
        pages.append(("" if pages else heading, page))
        text = text[len(_beginning(text, size)) :].lstrip()
    return pages


def _beginning(text: str, size: int) -> str:
    """At most so many characters, cut between paragraphs where possible, else between lines or words."""
    if len(text) <= size:
        return text
    cuts = (text.rfind(separator, size // 2, size) for separator in ("\n\n", "\n", " "))
    return text[: next((cut for cut in cuts if cut > 0), size)]


def _source_lines(answer: Answer) -> str:
    if answer.reviewed is None:
        return translate(texts.DOCUMENT, answer.language, title=answer.title)
    month = month_and_year(answer.reviewed, answer.language)
    line = translate(texts.GUIDE_ARTICLE, answer.language, title=answer.title, month=month)
    links = [
        _source_link(source.publisher or source.title, source.url, "", source.year)
        for source in answer.sources[:MAX_SHOWN_SOURCES]
    ]
    return f"{line}\n{translate(texts.SOURCE, answer.language)}: {'; '.join(links)}"


def _source_link(title: str, url: str | None, publisher: str, year: int | None) -> str:
    label = ", ".join(part for part in (title, publisher, str(year or "")) if part)
    return f"[{label.replace('[', '(').replace(']', ')')}]({url})" if url else label


def _short(text: str) -> str:
    return text if len(text) <= BUTTON_CHARACTERS else text[: BUTTON_CHARACTERS - 1].rstrip() + "…"
