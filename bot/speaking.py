"""The desk's voice: the assistant asked anew, in the words of the presentation."""

from bot.assistant.answer import Answer, Outcome
from bot.assistant.pipeline import Assistant
from bot.desk.voice import Reply
from bot.presentation.messages import text_of
from bot.presentation.notices import answer_notice, correction_notice
from bot.storage.changes import Answered, Change
from bot.storage.wishes import Waiting


class Speaker:
    """A `bot.desk.voice.Voice` over the assistant that readers ask."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, question: str, language: str, article: str | None = None) -> Reply:
        """Ask a question anew, for a reader of a language; with an article, as if they had said they mean that."""
        answer = self._answer(question, language, article)
        source = answer.sources[0].article if answer.outcome is Outcome.ANSWER and answer.sources else ""
        return Reply(source, answer.article, answer.articles, text_of(answer))

    def answer(self, reader: Waiting, reply: Reply) -> str:
        """What a reader is told whose question is answered now, as Markdown."""
        return answer_notice(reader.text, reader.asked_at, reply.text, reader.language)

    def correction(self, reader: Answered, change: Change) -> str | None:
        """What a reader is told who was answered from an article before it changed; nothing if it answers no more."""
        answer = self._answer(reader.text, reader.language, change.article)
        if answer.outcome is not Outcome.ANSWER or answer.article != change.article:
            return None
        gone, new = (change.gone, change.new) if reader.language == change.language else ([], [])
        return correction_notice(reader.text, reader.asked_at, gone, new, text_of(answer), reader.language)

    def _answer(self, question: str, language: str, article: str | None) -> Answer:
        asked = self._assistant.answer(question, reply_language=language, default_language=language, article=article)
        return asked[0]
