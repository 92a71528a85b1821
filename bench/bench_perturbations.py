"""What other ways to write a question cost: the same questions, scored before and after.

python bench/bench_perturbations.py FOLDER [SET …] [--seed N] [--show] [--write]

FOLDER holds `score.py` and the sets, as for bench_questions.py. Only questions that a way changes
count for it; `lost` were right before and are not any more. The bars: a change of form alone costs
1 point at most, one typo 8. A second table is of questions that were right and are changed in what
they ask: another thing is named, a negation put in, a relation of their reading taken out of the
ontology and the graph. What was right is then wrong, save where a claim says it in its own words.
`--show` prints what was lost, and what was kept though it asks something else; `--write` puts the
tables into docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench_questions import PAGE, Asks, answered, as_line, given, run
from perturb import FORMS, Way
from perturb_words import turns, ways

from chipgraph.client import open as open_graph
from chipgraph.graph.snapshot import Snapshot
from chipgraph.qa.answer import Answer, Status
from chipgraph.qa.form import EVIDENCE_LAYER
from chipgraph.qa.pipeline import Answerer

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
        answerer = graph._answerer
        right = right_of(answerer, scorer, asked)
        costs = []
        for name, way in (FORMS | ways(answerer)).items():
            other = [changed(line, way, options.seed) for line in asked]
            costs.append(cost(name, asked, other, right, right_of(answerer, scorer, other)))
            if options.show:
                texts = {line["id"]: line["question"] for line in other}
                print(*(f"{name}: {texts[key]}" for key in costs[-1].lost), sep="\n", flush=True)
        alone = [line for line in asked if line["id"] in right and not line.get("after")]
        turned = [
            turn(name, answerer, scorer, alone, way, options.seed)
            for name, way in turns(answerer).items()
        ]
        turned.append(without_relations(answerer, scorer, alone))
    if options.show:
        print(*(f"{one.name}, kept: {text}" for one in turned for text in one.kept), sep="\n")
    lines = [*table(costs, len(asked), len(right)), "", *table_of_turns(turned)]
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


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of right answers whose question, or graph, now says something else."""

    name: str
    asked: int
    refused: int
    kept: tuple[str, ...]  # questions still answered as before


def turn(
    name: str, answerer: Asks, scorer: Path, asked: list[Question], way: Way, seed: int
) -> Turn:
    """Ask what a way makes something else of."""
    other = [changed(line, way, seed) for line in asked]
    touched = [b for a, b in zip(asked, other, strict=True) if a["question"] != b["question"]]
    return _turned(name, scorer, touched, dict(given(answerer, touched)))


def without_relations(answerer: Answerer, scorer: Path, asked: list[Question]) -> Turn:
    """Each question that was answered by a relation, asked where the relation is not known."""
    by_relation: dict[str, list[Question]] = defaultdict(list)
    relations = {
        name
        for name, term in answerer.world.schema.relations.items()
        if not EVIDENCE_LAYER & {*term.domain, *term.range}
    }
    for line in asked:
        used = set(re.findall(r":(\w+)", answerer.ask(line["question"]).cypher))
        for name in sorted(used & relations):
            by_relation[name].append(line)
    answers: dict[str, Answer] = {}
    touched = []
    for name, lines in by_relation.items():
        blind = without_relation(answerer, name)
        renamed = [line | {"id": f"{line['id']} {name}"} for line in lines]
        answers |= dict(given(blind, renamed))
        touched += renamed
    return _turned("a relation taken out", scorer, touched, answers)


def without_relation(answerer: Answerer, name: str) -> Answerer:
    """The answerer of the same graph had nobody ever thought of that relation."""
    schema, whole = answerer.world.schema, answerer.world.snapshot
    relations = {key: term for key, term in schema.relations.items() if key != name}
    edges = {kind: found for kind, found in whole.edges.items() if kind != name}
    return Answerer(
        answerer.store, replace(schema, relations=relations), Snapshot(whole.nodes, edges),
        answerer.claims._embedder, answerer.version,
    )  # fmt: skip


def _turned(name: str, scorer: Path, asked: list[Question], answers: dict[str, Answer]) -> Turn:
    lines = [as_line(key, answer) for key, answer in answers.items()]
    right = right_among(scorer, asked, lines)
    refused = {key for key, answer in answers.items() if answer.status is not Status.ANSWERED}
    kept = tuple(line["question"] for line in asked if line["id"] in right - refused)
    return Turn(name, len(asked), len(refused), kept)


def table_of_turns(turned: list[Turn]) -> Iterator[str]:
    """A Markdown table."""
    yield "| changed in what it asks | were right | refused | otherwise | as before |"
    yield "|---|---:|---:|---:|---:|"
    for one in turned:
        otherwise = one.asked - one.refused - len(one.kept)
        yield f"| {one.name} | {one.asked} | {one.refused} | {otherwise} | {len(one.kept)} |"


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
