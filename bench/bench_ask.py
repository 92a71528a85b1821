"""How long a question takes: in the process, and as a whole `chipgraph ask` process.

python bench/bench_ask.py [QUESTIONS.jsonl] [--rounds N] [--processes N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph

QUESTIONS = Path(__file__).with_name("questions.txt")


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=10)
    options = parser.parse_args()
    questions = read(options.questions)
    with open_graph() as graph:  # loads, where that was not done yet
        graph.ask(questions[0])
    opening, first = opened(questions[0])
    with open_graph() as graph:
        graph.ask(questions[0])
        first_time, *again = [
            [timed(partial(graph.ask, text)) for text in questions] for _ in range(options.rounds)
        ]
    command = [sys.executable, "-m", "chipgraph", "ask", questions[0]]
    whole = [
        timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
        for _ in range(options.processes)
    ]
    print(f"{len(questions)} questions, {options.rounds} rounds, {options.processes} processes\n")
    print(f"{'milliseconds':32}{'p50':>9}{'p95':>9}{'max':>9}")
    row("a question never asked before", first_time)
    if again:
        row("a question asked again", [seconds for rounds in again for seconds in rounds])
    row("opening the graph", [opening])
    row("the first question after that", [first])
    row("a whole process", whole)


def read(path: Path) -> list[str]:
    """Questions: JSON lines with `question`, or one a line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


def opened(question: str) -> tuple[float, float]:
    """Seconds to open, and to answer the first question."""
    graphs: list[ChipGraph] = []
    opening = timed(lambda: graphs.append(open_graph()))
    first = timed(lambda: graphs[0].ask(question))
    graphs[0].close()
    return opening, first


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def row(name: str, seconds: Sequence[float]) -> None:
    """One line of the table."""
    ordered = sorted(1000 * s for s in seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:32}{statistics.median(ordered):9.1f}{p95:9.1f}{ordered[-1]:9.1f}")


if __name__ == "__main__":
    main()
