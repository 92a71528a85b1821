"""Where the time of a question goes, stage by stage.

python bench/bench_stages.py [QUESTIONS.jsonl] [--write]

Each question is asked once, in a process that has answered one question before, so nothing of it
is remembered. A stage runs from the end of the one before; `chipgraph ask --explain` shows the same
for one question. `--write` puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
import statistics
from collections import defaultdict
from pathlib import Path

from bench_ask import QUESTIONS, read
from bench_perturbations import written

from chipgraph.client import open as open_graph

NAME = "bench/bench_stages.py"
HEAD = (
    "| milliseconds | reached | p50 | p95 | max | of all time |",
    "|---|---:|---:|---:|---:|---:|",
)


def main() -> None:
    """Ask, gather the stages, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    questions = read(options.questions)
    taken: dict[str, list[float]] = defaultdict(list)
    with open_graph() as graph:
        graph.ask(read(QUESTIONS)[0])
        for question in questions:
            answer = graph.ask(question)
            for stage in answer.trace:
                taken[stage.name].append(1000 * stage.seconds)
            taken["all"].append(1000 * answer.seconds)
    total = sum(taken["all"])
    lines = [*HEAD, *(row(name, found, total) for name, found in taken.items())]
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)


def row(name: str, found: list[float], total: float) -> str:
    """One stage: how many questions reached it, and what it took."""
    ordered = sorted(found)
    middle = statistics.median(ordered)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    share = sum(ordered) / total
    return (
        f"| {name} | {len(ordered)} | {middle:.1f} | {late:.1f} | {ordered[-1]:.1f} | {share:.0%} |"
    )


if __name__ == "__main__":
    main()
