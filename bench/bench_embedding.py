"""How long the embedding model takes: to load, for one question, for all texts of the facts.

    python bench/bench_embedding.py [--texts N]

Each line is a process of its own. `full` reads the installed weights, `half` those of a release;
`one core` keeps the process on one.
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "loaders" / "facts"
COLUMNS = (
    "import s",
    "load s",
    "first ms",
    "p50 ms",
    "p95 ms",
    "cpu ms",
    "texts/s",
    "bulk s",
    "MB",
)
MEASURE = """
import json, os, sys, time
from time import perf_counter, process_time
questions, texts, one_core = json.load(sys.stdin)
if one_core:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
started = perf_counter()
from chipgraph.qa.embedding import minilm
imported = perf_counter()
model = minilm.MiniLM()
model._load()
loaded = perf_counter()
model.embed(questions[:1])
first = perf_counter()
seconds, cpu = [], process_time()
for n in range(400):
    before = perf_counter()
    model.embed([questions[n % len(questions)]])
    seconds.append(perf_counter() - before)
cpu = process_time() - cpu
seconds.sort()
before = perf_counter()
model.embed(texts)
bulk = perf_counter() - before
try:  # not ru_maxrss: it counts what the parent held
    peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1e3
except OSError:
    peak = float("nan")
print(json.dumps([imported - started, loaded - imported, (first - loaded) * 1e3,
    seconds[200] * 1e3, seconds[380] * 1e3, cpu * 1e3 / 400, len(texts) / bulk, bulk, peak]))
"""


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="Measure the embedding model.")
    parser.add_argument("--texts", type=int, default=7000, help="texts of the bulk column")
    questions = (ROOT / "bench" / "questions.txt").read_text(encoding="utf-8").splitlines()
    texts = fact_texts()[: parser.parse_args().texts]
    with tempfile.TemporaryDirectory() as folder:
        bake(Path(folder))
        rows = {
            "full": measure(questions, texts),
            "half": measure(questions, texts, CHIPGRAPH_MODEL_DIR=folder),
        }
        if hasattr(os, "sched_setaffinity"):
            rows["full, one core"] = measure(questions, texts, one_core=True)
    print(f"{len(texts):,} texts, {len(questions)} questions, load average {load_average()}")
    print(f"{'':22}" + "".join(f"{column:>10}" for column in COLUMNS))
    for name, row in rows.items():
        print(f"{name:22}" + "".join(f"{value:10.4g}" for value in row))


def fact_texts() -> list[str]:
    """The statements and phrasings of the shipped facts: what a load embeds."""
    from rdflib import Graph, Namespace

    terms = Namespace("https://w3id.org/chipgraph/ontology#")
    graph = Graph()
    for path in sorted(FACTS.glob("*.ttl")):
        graph.parse(path)
    found = {*graph.objects(None, terms.statement), *graph.objects(None, terms.asks)}
    return sorted(map(str, found), key=lambda text: text[::-1])  # in no order of length


def bake(folder: Path) -> None:
    """Write the weights of a release."""
    from chipgraph.qa.embedding.weights import locate_installed

    runpy.run_path(str(ROOT / "packaging" / "bake_model.py"))["bake"](locate_installed(), folder)


def measure(
    questions: list[str], texts: list[str], *, one_core: bool = False, **environment: str
) -> list[float]:
    """The columns of one line."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps([questions, texts, one_core]),
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    row: list[float] = json.loads(done.stdout)
    return row


def load_average() -> str:
    """How busy the machine was: compare lines of a quiet one only."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    main()
