"""From what the search found to an outcome."""

from bot.assistant.answer import Outcome
from bot.guide.search import RetrievalConfig, SearchResult

MAX_SUGGESTIONS = 3


def decide(result: SearchResult, config: RetrievalConfig) -> Outcome:
    """Say so when the guide is silent; answer when sure enough; else ask which of the nearest articles is meant."""
    if not result.candidates or result.covered < config.refuse_below:
        return Outcome.REFUSE
    return Outcome.ANSWER if result.right >= config.answer_above else Outcome.CLARIFY
