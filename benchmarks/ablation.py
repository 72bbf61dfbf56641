"""What each signal of the search brings: the figures without it, fitted anew and cross-validated.

    python -m benchmarks.ablation tests/evaluation/questions.jsonl

Every line is a ranking fitted without the signals named, on four fifths of the questions, and tried on the others.
"""

import json
import sys
from pathlib import Path

import numpy as np

from bot.answering import open_answering
from bot.guide.fitting import cross_validated
from bot.guide.signals import SIGNALS
from bot.settings import load_settings

WITHOUT = {
    "all signals": (),
    "without words": ("words",),
    "without character n-grams": ("ngrams",),
    "without vectors": ("vectors", "classifier"),
    "without the classifier": ("classifier",),
    "without second-best passages": ("_second",),
    "without whole articles": ("_whole",),
    "without the questions people ask": ("_questions",),
    "without the articles' text": ("_text", "_whole"),
    "without products and places": ("products", "places"),
}


def main() -> None:
    """Print the table."""
    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    readings, right, groups = [], [], []
    with open_answering(load_settings()).live.reading() as searcher:
        for line in lines:
            reader = searcher.readers[line["lang"]]
            reading = reader.read(line["question"])
            if reading is not None:
                readings.append(reading.signals)
                right.append([float(article in line["articles"]) for article in reader.articles])
                groups.append(f"{line['lang']} {line['kind']}")
    signals, wanted = np.stack(readings).astype(np.float64), np.array(right)
    names = sorted(set(groups), reverse=True)
    print("| | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
    for label, parts in WITHOUT.items():
        kept = [n for n, name in enumerate(SIGNALS) if not any(part in name for part in parts)]
        scores = cross_validated(signals[:, :, kept], wanted)
        order = np.argsort(-scores, axis=1, kind="stable")
        hits = np.take_along_axis(wanted, order, axis=1)
        cells = []
        for name in names:
            rows = np.array([group == name for group in groups])
            cells.append(f"{hits[rows, 0].mean():.3f} / {hits[rows, :3].max(axis=1).mean():.3f}")
        print(f"| {label} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
