"""What other ways to write a question cost: the same questions, scored before and after.

python bench/bench_perturbations.py FOLDER [SET …] [--seed N] [--show] [--write]

FOLDER holds `score.py` and the sets, as for bench_questions.py. Only questions that a way changes
count for it; `lost` were right before and are not any more. The bars: a change of form alone costs
1 point at most, one typo 8. `--show` prints what was lost; `--write` puts the table into
docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench_questions import PAGE, Asks, answered, run
from perturb import FORMS, Way

from chipgraph.client import open as open_graph

NAME = "bench/bench_perturbations.py"
Question = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way did to the questions that it changed."""

    name: str
    changed: int
    before: int  # how many of these were right
    after: int
    lost: tuple[str, ...]

    @property
    def drop(self) -> float:
        """Points lost, of a hundred."""
        return 100 * (self.before - self.after) / self.changed if self.changed else 0.0


def main() -> None:
    """Ask every set in every way and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["dev"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the questions that were lost")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scorer = options.folder / "score.py"
    asked = [line for name in options.sets for line in lines_of(options.folder, name)]
    with open_graph() as graph:
        right = right_of(graph, scorer, asked)
        costs = []
        for name, way in FORMS.items():
            other = [changed(line, way, options.seed) for line in asked]
            costs.append(cost(name, asked, other, right, right_of(graph, scorer, other)))
            if options.show:
                texts = {line["id"]: line["question"] for line in other}
                print(*(f"{name}: {texts[key]}" for key in costs[-1].lost), sep="\n")
    lines = list(table(costs, len(asked), len(right)))
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)


def lines_of(folder: Path, name: str) -> Iterator[Question]:
    """The questions of a set, each with an id that no other set has."""
    path = Path(name) if name.endswith(".jsonl") else folder / f"{name}.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def changed(line: Question, way: Way, seed: int) -> Question:
    """The question written in another way; the same seed always gives the same."""
    chance = random.Random(f"{seed} {line['id']}")
    return line | {"question": way(line["question"], chance)}


def right_of(graph: Asks, scorer: Path, asked: list[Question]) -> set[str]:
    """The ids of the questions that are answered right."""
    stripped = [json.dumps(line) for line in asked]
    return right_among(scorer, asked, answered(graph, stripped))


def right_among(scorer: Path, asked: list[Question], answers: Iterable[str]) -> set[str]:
    """The ids of the questions to which these answers, as JSON lines, are right."""
    with tempfile.TemporaryDirectory() as folder:
        questions, given = Path(folder) / "questions.jsonl", Path(folder) / "answers.jsonl"
        questions.write_text("".join(json.dumps(line) + "\n" for line in asked), encoding="utf-8")
        given.write_text("".join(f"{answer}\n" for answer in answers), encoding="utf-8")
        said = run(scorer, "score", str(questions), str(given), "--failures")
    wrong = set(re.findall(r"^(\S+) \[\w+\] ", said, re.MULTILINE))
    return {line["id"] for line in asked} - wrong


def cost(
    name: str,
    asked: list[Question],
    other: list[Question],
    right: set[str],
    after: set[str],
) -> Cost:
    """The paired difference."""
    touched = {a["id"] for a, b in zip(asked, other, strict=True) if a["question"] != b["question"]}
    return Cost(
        name, len(touched), len(right & touched), len(after & touched),
        tuple(sorted((right - after) & touched)),
    )  # fmt: skip


def table(costs: list[Cost], asked: int, right: int) -> Iterator[str]:
    """A Markdown table."""
    yield f"Of {asked} questions {right} are right as they are."
    yield ""
    yield "| written otherwise | changed | right before | right after | lost | points |"
    yield "|---|---:|---:|---:|---:|---:|"
    for one in costs:
        counts = f"{one.changed} | {one.before} | {one.after} | {len(one.lost)}"
        yield f"| {one.name} | {counts} | {0 - round(one.drop, 1):+.1f} |"


def written(name: str, lines: list[str]) -> None:
    """Put a table between its marks in docs/quality.md."""
    begin, end = f"<!-- written by {name} -->", f"<!-- end of {name} -->"
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    tail = rest.partition(end)[2]
    text = "\n".join((f"{head}{begin}", "", *lines, "", f"{end}{tail}"))
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
