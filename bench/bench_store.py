"""Measures the embedded store on a graph of the size that the five documents give.

    python bench/bench_store.py                 a synthetic graph, built in a temporary folder
    python bench/bench_store.py --store FOLDER  a store that is already there

Prints one table. Times are wall-clock milliseconds unless a row says otherwise; p50 and p95 are
over `--rounds` different questions each.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.graph.embedded import EmbeddedStore, build, open_embedded
from chipgraph.graph.snapshot import Snapshot

CLAIMS, PHRASINGS, ENTITIES, RELATIONSHIPS, DIMENSIONS = 1100, 5500, 700, 15000, 384
CLASSES = (
    ("Vendor", "Organization", "Entity"),
    ("Chip", "Entity"),
    ("Segment", "Entity"),
    ("Topic", "Entity"),
)
POINT = "MATCH (n:Entity {id: $id}) RETURN n.id, n.name"
RIVALS = (
    "MATCH (:Vendor {id: $id})-[:ACTIVE_IN]->(s:Segment)<-[:ACTIVE_IN]-(rival:Vendor) "
    "WHERE rival.id <> $id RETURN rival.id AS rival, count(DISTINCT s) AS segments "
    "ORDER BY segments DESC, rival LIMIT 10"
)
EVIDENCE = (
    "MATCH (n:Entity {id: $id})<-[:ABOUT]-(c:Claim)<-[:PHRASES]-(p:Phrasing) "
    "RETURN c.id AS claim, count(p) AS phrasings ORDER BY claim"
)


def synthetic(seed: int = 7) -> Batch:
    """A graph with the sizes above; phrasings lie near their claim, as real ones do."""
    chance = random.Random(seed)
    vectors = np.random.default_rng(seed)
    nodes = [*_entities(chance), *_claims(chance, vectors)]
    return Batch(tuple(nodes), tuple(_relationships(chance, nodes)), "synthetic")


def _entities(chance: random.Random) -> Iterator[Node]:
    for number in range(ENTITIES):
        labels = CLASSES[number % len(CLASSES)]
        name = f"{labels[0]} {number}"
        aliases = [f"{name} {word}" for word in ("Inc", "line")]
        yield Node(f"thing-{number}", labels, {"name": name, "aliases": aliases, "arena": True})


def _claims(chance: random.Random, vectors: np.random.Generator) -> Iterator[Node]:
    words = [f"word{number}" for number in range(2000)]
    centres = vectors.normal(size=(CLAIMS, 60)) @ vectors.normal(size=(60, DIMENSIONS))
    for number, centre in enumerate(centres):
        statement = " ".join(chance.sample(words, 14))
        yield Node(
            f"claim-{number}",
            ("Claim",),
            {
                "statement": statement,
                "kind": "fact",
                "polarity": True,
                "start": number,
                "end": number + 80,
                "attribution": ["someone"],
                "embedding": _unit(centre),
            },
        )
        for turn in range(PHRASINGS // CLAIMS):
            vector = _unit(centre + 4 * vectors.normal(size=DIMENSIONS))
            text = " ".join(chance.sample(words, 8))
            properties = {"text": text, "embedding": vector}
            yield Node(f"claim-{number}/{turn}", ("Phrasing",), properties)


def _unit(vector: Any) -> Any:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _relationships(chance: random.Random, nodes: list[Node]) -> Iterator[Relationship]:
    by_label: dict[str, list[str]] = {}
    for node in nodes:
        by_label.setdefault(node.labels[0], []).append(node.id)
    for phrasing in by_label["Phrasing"]:
        yield Relationship("PHRASES", phrasing, phrasing.partition("/")[0])
    kinds = (
        ("ABOUT", "Claim", "Vendor"),
        ("ABOUT", "Claim", "Chip"),
        ("MAKES", "Vendor", "Chip"),
        ("ACTIVE_IN", "Vendor", "Segment"),
        ("TARGETS", "Chip", "Segment"),
    )
    for number in range(RELATIONSHIPS - PHRASINGS):
        kind, source, target = kinds[number % len(kinds)]
        ends = (chance.choice(by_label[source]), chance.choice(by_label[target]))
        yield Relationship(kind, *ends, {"claims": [chance.choice(by_label["Claim"])]})


def _milliseconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _percentiles(work: Callable[[int], Any], rounds: int) -> tuple[str, str]:
    work(0)
    times = sorted(_milliseconds(lambda turn=turn: work(turn)) for turn in range(rounds))
    return f"{times[rounds // 2]:.2f}", f"{times[int(rounds * 0.95)]:.2f}"


def _vectors(store: EmbeddedStore) -> tuple[list[str], Any]:
    rows = store.read("MATCH (p:Phrasing) RETURN p.id, p.embedding ORDER BY p.id")
    return [row[0] for row in rows], np.array([row[1] for row in rows], dtype=np.float32)


def _recall(store: EmbeddedStore, questions: Any, k: int) -> float:
    """The share of the truly nearest `k` phrasings that the index finds."""
    ids, matrix = _vectors(store)
    shares = []
    for question in questions:
        exact = {ids[place] for place in np.argsort(-(matrix @ question))[:k]}
        found = {key for key, _ in store.vector_search("phrasing", question, k)}
        shares.append(len(exact & found) / k)
    return float(np.mean(shares))


def measure(folder: Path, rounds: int, table: Table) -> None:
    """Fill the table with what reading the store in `folder` costs."""
    table.add_row("open", f"{_milliseconds(lambda: open_embedded(folder).close()):.1f}", "")
    with open_embedded(folder) as store:
        table.add_row("snapshot, first", f"{_milliseconds(lambda: Snapshot.read(store)):.0f}", "")
        table.add_row("snapshot, again", f"{_milliseconds(lambda: Snapshot.read(store)):.0f}", "")
        snapshot = Snapshot.read(store)
        table.add_row("graph hash", f"{_milliseconds(store.graph_hash):.0f}", "")
        vendors = sorted(snapshot.by_label["Vendor"])
        _, matrix = _vectors(store)
        noise = np.random.default_rng(3).normal(size=(rounds, matrix.shape[1])) / 30
        questions = [_unit(matrix[turn * 7 % len(matrix)] + noise[turn]) for turn in range(rounds)]
        texts = [
            str(snapshot.nodes[key].properties["text"])
            for key in sorted(snapshot.by_label["Phrasing"])[:rounds]
        ]
        for name, text in (("point", POINT), ("rivals", RIVALS), ("evidence", EVIDENCE)):
            table.add_row(
                name,
                *_percentiles(
                    lambda turn, text=text: store.read(text, {"id": vendors[turn % len(vendors)]}),
                    rounds,
                ),
            )
        table.add_row(
            "vector, k=50",
            *_percentiles(
                lambda turn: store.vector_search("phrasing", questions[turn], 50), rounds
            ),
        )
        table.add_row(
            "full text, k=20",
            *_percentiles(
                lambda turn: store.fulltext_search("phrasing", texts[turn % len(texts)], 20), rounds
            ),
        )
        table.add_row("vector recall, k=50", f"{_recall(store, questions, 50):.4f}", "")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--store", type=Path, help="the folder of a store; without it one is built")
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    table = Table("what", "p50 or once", "p95")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.store or Path(temporary) / "graph"
        if arguments.store is None:
            batch = synthetic()
            build(batch, Path(temporary) / "warm", indexes=())
            spent = _milliseconds(lambda: build(batch, folder)) / 1000
            table.add_row("build (s)", f"{spent:.1f}", "")
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        table.add_row("on disk (MB)", f"{size:.1f}", "")
        measure(folder, arguments.rounds, table)
    Console().print(table)


if __name__ == "__main__":
    main()
