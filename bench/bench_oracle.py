"""How often a right answer is among those that are thought of: what a better choice could gain.

python bench/bench_oracle.py FOLDER [SET …] [--most N] [--write]

FOLDER holds `score.py` and the sets, as for bench_questions.py. Each question that has an answer
and follows no other is answered by each of its best readings and by the claims, as if each were the
choice. Where few of those that are not right have a right answer among these, mechanisms are
missing; where many have one, the choice is at fault. `--write` puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from bench_perturbations import Question, lines_of, right_among, right_of, written
from bench_questions import as_line

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph

NAME = "bench/bench_oracle.py"
HEAD = (
    "| set | questions | given right | first reading | claims | either | any reading or claims |",
    "|---|---:|---:|---:|---:|---:|---:|",
)


def main() -> None:
    """Answer in every way and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["dev"])
    parser.add_argument("--most", type=int, default=6, help="readings that are tried")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open_graph() as graph:
        lines = [*HEAD, *(row(graph, options.folder, name, options.most) for name in options.sets)]
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)


def row(graph: ChipGraph, folder: Path, name: str, most: int) -> str:
    """One set: how many are right as given, and by each way to choose."""
    scorer = folder / "score.py"
    asked = [
        line
        for line in lines_of(folder, name)
        if not line.get("after") and line["kind"] != "unanswerable"
    ]
    ways: dict[str, dict[str, str]] = defaultdict(dict)
    for line in asked:
        for way, answer in graph._answerer.candidates(line["question"], most):
            ways[way][line["id"]] = as_line(line["id"], answer)
    right = {way: right_among(scorer, chosen(asked, found), found.values())
             for way, found in ways.items()}  # fmt: skip
    first, claims = right.get("reading 1", set()), right.get("claims", set())
    counts = (
        len(asked), len(right_of(graph, scorer, asked)), len(first), len(claims),
        len(first | claims), len(set().union(*right.values())),
    )  # fmt: skip
    return f"| {Path(name).stem} | {' | '.join(map(str, counts))} |"


def chosen(asked: list[Question], found: dict[str, str]) -> list[Question]:
    """The questions that a way has an answer to."""
    return [line for line in asked if line["id"] in found]


if __name__ == "__main__":
    main()
