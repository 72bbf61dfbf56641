"""Turn what the search saw into a probability that the first article answers, and that into an outcome."""

import math

from bot.assistant.answer import Outcome
from bot.guide.search import RetrievalConfig, SearchResult

MAX_SUGGESTIONS = 3


def confidence(result: SearchResult, config: RetrievalConfig) -> float:
    """The calibrated probability that the first candidate answers the question."""
    if not result.candidates:
        return 0.0
    z = config.confidence["intercept"] + sum(
        weight * result.evidence[name] for name, weight in config.confidence.items() if name != "intercept"
    )
    return 1.0 / (1.0 + math.exp(-z))


def decide(probability: float, config: RetrievalConfig) -> Outcome:
    """Answer when sure enough, ask which of the nearest is meant when not, else say the guide is silent."""
    if probability >= config.answer_above:
        return Outcome.ANSWER
    return Outcome.CLARIFY if probability >= config.suggest_above else Outcome.REFUSE
