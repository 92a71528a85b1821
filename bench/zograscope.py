"""Another graph, another ontology, the same code: questions of ZOGRASCOPE over the POLE graph.

python bench/zograscope.py FOLDER [--part seen|kept] [--limit N] [--failures FILE] [--write]

FOLDER holds `zograscope_train_v1.csv` (questions with gold Cypher; CC BY 4.0,
github.com/interact-erc/ZOGRASCOPE) and `pole/` (the graph). The graph is loaded into the embedded
store under the terms of bench/pole.ttl, and each question is asked as it stands, without its gold
entities. Half of the question templates (`seen`, even numbers) were looked at while the terms were
written, the other half (`kept`) were not; that half's score is the one that counts.

An answer is right if it is the set that the gold query finds: things, values, or a number. The gold
queries are evaluated here over the same graph with its values typed, so that numbers and dates are
ordered as such and dates agree however they are written; things that tie for first all count, and
what has no value has no rank. Things stand for the properties that name them (a person for the
first name), and such values for their things. Where the gold query finds nothing, saying so is
right.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench_perturbations import written
from pole_gold import Gold
from pole_graph import pole_batch, pole_schema

from chipgraph.graph.embedded import build
from chipgraph.graph.snapshot import Snapshot
from chipgraph.graph.store import open_store
from chipgraph.loaders.progress import Silent
from chipgraph.qa.answer import Answer
from chipgraph.qa.embedding import open_embedder
from chipgraph.qa.pipeline import Answerer
from chipgraph.qa.world import World

NAME = "bench/zograscope.py"
PARTS = {"seen": 0, "kept": 1}
HEAD = ("| type | questions | right | wrong | refused |", "|---|---:|---:|---:|---:|")


def main() -> None:
    """Load, ask, compare, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=sorted(PARTS), default="kept")
    parser.add_argument("--limit", type=int, help="ask only the first N")
    parser.add_argument("--failures", type=Path, help="where to write what was not right")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    schema = pole_schema()
    batch = pole_batch(options.folder / "pole", schema)
    snapshot = Snapshot.of(batch)
    gold = Gold(snapshot, schema)
    questions = list(part_of(options.folder, options.part))[: options.limit]
    with tempfile.TemporaryDirectory() as place:
        build(batch, Path(place) / "database", Silent())
        store = open_store("embedded", Path(place) / "database")
        try:
            answerer = Answerer(store, schema, snapshot, open_embedder(None), "pole")
            lines = list(scored(answerer, gold, questions, options.failures))
        finally:
            store.close()
    print("\n".join(lines))
    if options.write:
        written(NAME, [f"Part `{options.part}`.", "", *lines])


def part_of(folder: Path, part: str) -> Iterator[dict[str, str]]:
    """The questions of one half of the templates."""
    path = folder / "zograscope_train_v1.csv"
    with path.open(encoding="utf-8", newline="") as page:
        for row in csv.DictReader(page):
            if int(row["template_id"]) % len(PARTS) == PARTS[part]:
                yield row


def scored(
    answerer: Answerer, gold: Gold, questions: list[dict[str, str]], failures: Path | None
) -> Iterator[str]:
    """The table, a row for each type of query."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds, failed = [], []
    for row in questions:
        wanted = gold.answer(row["mr"])
        started = time.perf_counter()
        answer = answerer.ask(row["nl"])
        seconds.append(time.perf_counter() - started)
        verdict = judged(answer, wanted, answerer.world)
        counts[row["type"]][verdict] += 1
        if verdict != "right":
            failed.append({"verdict": verdict, "question": row["nl"], "gold": row["mr"]}
                          | {"read": answer.interpretation, "answer": answer.answer[:200]}
                          | {"wanted": sorted(map(str, wanted))[:8]})  # fmt: skip
    if failures is not None:
        failures.write_text("".join(json.dumps(f) + "\n" for f in failed), encoding="utf-8")
    yield from HEAD
    for kind, found in sorted(counts.items()):
        yield row_of(kind, found)
    total = sum(counts.values(), Counter[str]())
    yield row_of("all", total)
    seconds.sort()
    middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    yield ""
    yield (
        f"Execution accuracy {total['right'] / total.total():.3f}; per question p50 "
        f"{middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms, on {len(answerer.world.ids):,} nodes."
    )


def row_of(kind: str, found: Counter[str]) -> str:
    """One row: how many there are, and what became of them."""
    return (
        f"| {kind} | {found.total()} | {found['right']} = {found['right'] / found.total():.3f} "
        f"| {found['wrong']} | {found['refused']} |"
    )


def judged(answer: Answer, wanted: frozenset[Any], world: World) -> str:
    """right, wrong or refused."""
    given = given_by(answer, world)
    if wanted in given or (not wanted and {0} in given) or (wanted == {0} and not any(given)):
        return "right"
    return "wrong" if any(given) else "refused"


def given_by(answer: Answer, world: World) -> tuple[frozenset[Any], ...]:
    """What an answer gives: a number, things or values; both where the values are names."""
    memory = answer.memory
    if answer.status != "answered" or memory is None:
        return (frozenset(),)
    if memory.wants == "count":
        return (frozenset(int(value.value) for value in answer.values),)
    things = frozenset(memory.entities)
    name = memory.shows or "name"
    held = {node: world.snapshot.nodes[node].properties.get(name) for node in things}
    values = frozenset(value for value in held.values() if value is not None)
    called = all(value == world.name(node) for node, value in held.items())
    if memory.shows:
        return (values, things) if called else (values,)
    parts = re.findall(r"{(\w+)}", world.schema.caption(memory.label))
    named = (frozenset(world.snapshot.nodes[n].properties.get(p) for n in things) for p in parts)
    return (things, *named)


if __name__ == "__main__":
    main()
