"""Which questions are the same in other words."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from bot.desk.likeness import Likeness, Rows, group, likeness_in
from bot.guide.search import Searcher
from tests.support.guide import FakeEmbedder


def unit(*rows: tuple[float, ...]) -> Rows:
    made = np.array(rows, dtype=np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def at(*degrees: float) -> Rows:
    """Rows that lie so many degrees from the first axis."""
    return unit(*((float(np.cos(np.radians(d))), float(np.sin(np.radians(d)))) for d in degrees))


def grouped(rows: Rows, threshold: float, kinds: list[str] | None = None) -> list[list[int]]:
    return sorted(group(rows, [1] * len(rows), kinds or [""] * len(rows), threshold))


class TestGrouping:
    def test_what_is_alike_is_together_and_every_item_is_somewhere(self) -> None:
        assert grouped(at(0, 5, 80, 85, 40), 0.9) == [[0, 1], [2, 3], [4]]

    def test_a_chain_of_neighbours_is_no_group(self) -> None:
        """Each is alike to the next, the first not to the last."""
        assert all(len(found) < 4 for found in grouped(at(0, 25, 50, 75, 100), 0.85))

    def test_a_known_group_weighs_as_many_as_it_has(self) -> None:
        rows = at(0, 30)
        sums = np.stack([rows[0] * 9, rows[1], at(60)[0]])
        # By itself the second is as alike to the third, but the pair with the first is looked at first.
        assert sorted(group(sums, [9, 1, 1], ["", "", ""], 0.86)) == [[0, 1], [2]]

    def test_known_groups_of_different_kinds_stay_apart_and_new_ones_join_the_nearest(self) -> None:
        assert grouped(at(0, 10, 9), 0.9, ["open", "outside", ""]) == [[0], [1, 2]]
        assert grouped(at(0, 10, 9), 0.9, ["open", "open", ""]) == [[0, 1, 2]]

    def test_nothing_gives_nothing(self) -> None:
        assert group(np.zeros((0, 2), dtype=np.float32), [], [], 0.5) == []

    def test_it_is_what_comparing_all_with_all_gives(self) -> None:
        rows = unit(*map(tuple, np.random.default_rng(7).normal(size=(40, 3))))
        assert grouped(rows, 0.8) == slowly(rows, 0.8)

    def test_thousands_are_grouped_without_comparing_groups_one_by_one(self) -> None:
        """5,000 questions, five in each of a thousand subjects."""
        random = np.random.default_rng(1)
        subjects = random.normal(size=(1_000, 64))
        rows = unit(*map(tuple, np.repeat(subjects, 5, axis=0) + 0.2 * random.normal(size=(5_000, 64))))
        found = group(rows, [1] * 5_000, [""] * 5_000, 0.7)
        assert Counter(map(len, found)) == {5: 1_000}
        assert all(len({number // 5 for number in one}) == 1 for one in found)


def slowly(rows: Rows, threshold: float) -> list[list[int]]:
    """The same by the book."""
    groups = [[n] for n in range(len(rows))]
    while len(groups) > 1:
        pairs = [(i, j) for i in range(len(groups)) for j in range(i + 1, len(groups))]
        best = max(pairs, key=lambda p: float((rows[groups[p[0]]] @ rows[groups[p[1]]].T).mean()))
        one, other = groups[best[0]], groups[best[1]]
        if float((rows[one] @ rows[other].T).mean()) < threshold:
            break
        groups = [g for g in groups if g not in (one, other)] + [one + other]
    return sorted(sorted(found) for found in groups)


class TestRows:
    def test_words_count_by_their_beginnings_and_rarity(self) -> None:
        likeness = Likeness("es", 0.5, {"vende": 0.1}, 3.0)
        rows = likeness.rows(
            ["vender en brasil", "vendo algo brasileño", "vender en australia"], np.zeros((3, 4), np.float32)
        )
        products = rows @ rows.T
        assert products[0, 1] > 5 * products[0, 2] > 0

    def test_a_text_without_words_is_like_nothing(self) -> None:
        rows = Likeness("es", 0.5, {}, 3.0).rows(["¿?", "brasil"], np.zeros((2, 4), np.float32))
        assert not rows[0].any()

    def test_a_small_guide_says_too_little_to_fit_on(self) -> None:
        fitted = likeness_in(guide_of([("una pregunta", "export/a"), ("otra", "export/b")], []), "es", FakeEmbedder())
        assert fitted.threshold == 0.5

    def test_of_questions_of_different_articles_one_pair_in_a_thousand_passes(self) -> None:
        asked = [(f"pregunta {n} de {n % 7} cosas", f"export/{n % 7}") for n in range(200)]
        embedder = FakeEmbedder()
        fitted = likeness_in(guide_of(asked, ["fuera"]), "es", embedder)
        rows = fitted.rows([text for text, _ in asked], embedder.embed([text for text, _ in asked]))
        articles = np.array([article for _, article in asked])
        apart = (rows @ rows.T)[np.triu(articles[:, None] != articles[None, :])]
        assert 0 < (apart >= fitted.threshold).mean() <= 0.002


def guide_of(asked: list[tuple[str, str]], outside: list[str], language: str = "es") -> Searcher:
    """As much of a searcher as likeness needs."""
    passages = {
        "questions": [SimpleNamespace(text=text, article=article) for text, article in asked],
        "outside": [SimpleNamespace(text=text) for text in outside],
    }
    index: Any = SimpleNamespace(passages=passages)
    return cast(Searcher, SimpleNamespace(generation=SimpleNamespace(indexes={language: index})))
