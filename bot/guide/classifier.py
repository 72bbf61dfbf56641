"""A classifier from a question's words and meaning to the articles, or to what lies outside the guide.

One linear support vector machine for each class (LIBLINEAR, Fan et al. 2008) over the tf-idf of stems and character
n-grams beside the vector. scikit-learn trains it when a generation is built; serving needs its arrays only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

# N-grams of fewer texts than this tell little and would be most of the file.
_LEAST_TEXTS = 3
_PENALTY = 0.3
_TOLERANCE = 0.1

Row = NDArray[np.float32]
Features = tuple[NDArray[np.intp], Row]


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learned, for one language.

    The features are `stems`, then `grams`, each with its row in `weights` of shape (features, classes) and its
    `rarity`; `directions` has shape (dimension, classes) and takes the vector; `intercept` has shape (classes,).
    """

    classes: list[str]
    stems: dict[str, int]
    grams: dict[str, int]
    rarity: Row
    weights: NDArray[np.float16]
    directions: Row
    intercept: Row

    def scores(self, stems: Sequence[str], grams: Sequence[str], vector: Row) -> Row:
        """How far each class is on its side of the border; shape (classes,), above 0 where it claims the question."""
        found = [_weighed(self.stems, self.rarity, stems), _weighed(self.grams, self.rarity, grams)]
        rows = np.concatenate([rows for rows, _ in found])
        values = np.concatenate([values for _, values in found])
        scores: Row = values @ self.weights[rows].astype(np.float32) + vector @ self.directions + self.intercept
        return scores

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `of` makes a classifier from."""
        return {
            "classifier_classes": np.array(self.classes, dtype=np.str_),
            "classifier_stems": np.array("\n".join(self.stems), dtype=np.str_),
            "classifier_grams": np.array("\n".join(self.grams), dtype=np.str_),
            "classifier_rarity": self.rarity,
            "classifier_weights": self.weights,
            "classifier_directions": self.directions,
            "classifier_intercept": self.intercept,
        }

    @classmethod
    def of(cls, arrays: Any) -> "Classifier":
        """The classifier that `arrays` came from."""
        stems = str(arrays["classifier_stems"]).split("\n")
        grams = str(arrays["classifier_grams"]).split("\n")
        return cls(
            arrays["classifier_classes"].tolist(),
            {stem: n for n, stem in enumerate(stems) if stem},
            {gram: n for n, gram in enumerate(grams, start=sum(map(bool, stems))) if gram},
            arrays["classifier_rarity"],
            arrays["classifier_weights"],
            arrays["classifier_directions"],
            arrays["classifier_intercept"],
        )


def train(
    stemmed: Sequence[Sequence[str]], spelled: Sequence[Sequence[str]], vectors: Row, owners: Sequence[str]
) -> Classifier:
    """Learn to tell whose each text is.

    Args:
        stemmed: the stems of each question and passage of one language.
        spelled: their character n-grams.
        vectors: their vectors, one row a text.
        owners: the article of each, or `OUTSIDE` of `bot.guide.articles`.
    """
    classes = sorted(set(owners))
    of_stems = _in_texts(stemmed)
    of_grams = {gram: n for gram, n in _in_texts(spelled).items() if n >= _LEAST_TEXTS}
    stems = {stem: n for n, stem in enumerate(sorted(of_stems))}
    grams = {gram: n for n, gram in enumerate(sorted(of_grams), start=len(stems))}
    seen = np.array([*(of_stems[stem] for stem in stems), *(of_grams[gram] for gram in grams)], dtype=np.float32)
    rarity = (1 + np.log((1 + len(owners)) / (1 + seen))).astype(np.float32)
    learned = np.zeros((len(classes), len(seen) + vectors.shape[-1]))
    intercept = np.zeros(len(classes))
    if len(classes) > 1:
        found = [
            (_weighed(stems, rarity, own_stems), _weighed(grams, rarity, own_grams))
            for own_stems, own_grams in zip(stemmed, spelled, strict=True)
        ]
        learned, intercept = _separate(found, len(seen), vectors - vectors.mean(axis=0), owners)
    weights, directions = learned[:, : len(seen)].T, learned[:, len(seen) :].T
    if len(vectors):  # what was taken from every vector in training
        intercept = intercept - vectors.mean(axis=0) @ directions
    return Classifier(
        classes,
        stems,
        grams,
        rarity,
        weights.astype(np.float16),
        directions.astype(np.float32),
        intercept.astype(np.float32),
    )


def _separate(found: Sequence[tuple[Features, Features]], count: int, vectors: Row, owners: Sequence[str]) -> Any:
    """The borders between the classes: (coefficients of shape (classes, features and dimension), intercepts)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    rows = [np.concatenate([rows for rows, _ in both]) for both in found]
    values = np.concatenate([values for both in found for _, values in both])
    starts = np.cumsum([0, *map(len, rows)])
    worded = csr_matrix((values, np.concatenate(rows), starts), shape=(len(rows), count))
    features = hstack([worded, csr_matrix(vectors)], format="csr")
    machine = LinearSVC(C=_PENALTY, tol=_TOLERANCE, random_state=0).fit(features, list(owners))
    if len(machine.intercept_) == 1:  # between two classes one border serves both
        coefficients, intercept = machine.coef_, machine.intercept_
        return np.concatenate([-coefficients, coefficients]), np.concatenate([-intercept, intercept])
    return machine.coef_, machine.intercept_


def _weighed(places: dict[str, int], rarity: Row, found: Sequence[str]) -> Features:
    """(feature, tf-idf) of what a text has; the length of each kind of features is one."""
    counts = Counter(places[one] for one in found if one in places)
    rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
    often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1 + np.log(often)) * rarity[rows]
    length = float(np.linalg.norm(values))
    return rows, values / length if length else values


def _in_texts(found: Sequence[Sequence[str]]) -> Counter[str]:
    """In how many texts each feature occurs."""
    return Counter(chain.from_iterable(map(set, found)))
