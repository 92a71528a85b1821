"""Loading a large graph into Neo4j: our loader against plain batches of the driver, side by side.

    python bench/bench_neo4j_load.py [--nodes 100000] [--relationships 500000] [--rounds 2]

Each load has a new, empty server and a process of its own. Ours is everything that `chipgraph load`
does on the server: the comparison with what is there, all constraints and indexes of the ontology,
the marks, and the graph read back and hashed. The other is what one writes by hand: a unique `id`
for each label, `UNWIND … MERGE` of nodes, then of relationships; no other index, no look at the
result. There are no vectors on either side. "beside the batch" is the memory that a load takes
beside the nodes and relationships that both are given.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from local_server import add_options, empty_server
from market import market
from neo4j import GraphDatabase, Session

from chipgraph.graph.batch import Batch
from chipgraph.graph.neo4j_address import Address

WAYS = ("chipgraph", "plain driver")
PASSWORD = "BENCH_NEO4J_PASSWORD"


class Stages:
    """How long each stage of our load took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name, self._since = "before", time.perf_counter()

    def stage(self, name: str, total: int | None = None) -> None:
        """The stage before is over."""
        now = time.perf_counter()
        self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._since
        self._name, self._since = name, now

    def advance(self, steps: int = 1) -> None:
        """Steps are not timed."""


def ours(batch: Batch, address: Address, size: int) -> dict[str, float]:
    """The product's own loader, everything included."""
    from chipgraph.graph.neo4j_build import Plan, build
    from chipgraph.graph.neo4j_server import Server
    from chipgraph.ontology.schema import read_schema

    stages = Stages()
    server = Server(address)
    build(batch, server, stages, Plan.of(read_schema(), name="bench", manifest=lambda: "{}"))
    server.close()
    stages.stage("end")
    return stages.seconds


def plain(batch: Batch, address: Address, size: int) -> dict[str, float]:
    """The driver by hand: constraints, nodes by label, relationships by type and ends."""
    stages = Stages()
    auth = (address.user, address.password)
    with GraphDatabase.driver(address.url, auth=auth) as driver, driver.session() as session:
        for label in sorted({label for node in batch.nodes for label in node.labels}):
            session.run(
                f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
            ).consume()
        session.run("CALL db.awaitIndexes(300)").consume()
        stages.stage("nodes")
        labels = _plain_nodes(batch, session, size)
        stages.stage("relationships")
        _plain_edges(batch, session, size, labels)
    stages.stage("end")
    return stages.seconds


def _plain_nodes(batch: Batch, session: Session, size: int) -> dict[str, str]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for node in batch.nodes:
        groups[node.labels].append({"id": node.id, "properties": dict(node.properties)})
    for labels, rows in groups.items():
        also = f"SET n:{':'.join(labels[1:])} " if labels[1:] else ""
        text = (
            f"UNWIND $rows AS row MERGE (n:{labels[0]} {{id: row.id}}) {also}"
            "SET n += row.properties"
        )
        _write(session, text, rows, size)
    return {node.id: node.labels[0] for node in batch.nodes}


def _plain_edges(batch: Batch, session: Session, size: int, labels: dict[str, str]) -> None:
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for edge in batch.relationships:
        groups[edge.type, labels[edge.source], labels[edge.target]].append(
            {"source": edge.source, "target": edge.target, "properties": dict(edge.properties)}
        )
    for (kind, source, target), rows in groups.items():
        text = (
            f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) "
            f"MATCH (b:{target} {{id: row.target}}) "
            f"MERGE (a)-[r:{kind}]->(b) SET r += row.properties"
        )
        _write(session, text, rows, size)


def _write(session: Session, text: str, rows: list[dict[str, Any]], size: int) -> None:
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        session.execute_write(lambda work, part=part: work.run(text, rows=part).consume())


def child(options: argparse.Namespace) -> None:
    """One load in this process; prints what it cost."""
    batch = market(options.nodes, options.relationships)
    before = _peak()
    address = Address(options.address, "neo4j", os.environ[PASSWORD])
    started, processor = time.perf_counter(), time.process_time()
    load = ours if options.child == WAYS[0] else plain
    stages = load(batch, address, options.size)
    found = {
        "seconds": time.perf_counter() - started,
        "client": time.process_time() - processor,
        "memory": _peak() - before,
        "stages": stages,
    }
    print(json.dumps(found))


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measured(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way in turn, the order changed from round to round."""
    for number in range(options.rounds):
        for way in WAYS[:: -1 if number % 2 else 1]:
            with empty_server(options) as server:
                before = server.processor
                done = subprocess.run(
                    [sys.executable, *sys.argv, "--child", way, "--address", server.address.url],
                    env=os.environ | {PASSWORD: server.address.password},
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                )
                found = json.loads(done.stdout) | {"server": server.processor - before}
            told = ", ".join(f"{name} {spent:.1f}" for name, spent in found["stages"].items())
            print(f"round {number + 1}, {way}: {found['seconds']:.1f} s ({told})", file=sys.stderr)
            yield way, found


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--relationships", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--size", type=int, default=5000, help="rows of a plain transaction")
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    add_options(parser)
    options = parser.parse_args()
    if options.child:
        child(options)
        return
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for way, load in measured(options):
        found[way].append(load)
    things = options.nodes + options.relationships
    base = statistics.median(load["seconds"] for load in found[WAYS[1]])
    print(
        f"{options.nodes:,} nodes, {options.relationships:,} relationships, "
        f"{options.rounds} rounds, medians\n"
    )
    print(
        f"{'':14}{'seconds':>9}{'things/s':>10}{'ratio':>7}"
        f"{'client cpu s':>14}{'server cpu s':>14}{'MB beside the batch':>21}"
    )
    for way in WAYS:
        seconds, client, server, memory = (
            statistics.median(load[key] for load in found[way])
            for key in ("seconds", "client", "server", "memory")
        )
        rate, ratio = things / seconds, seconds / base
        print(
            f"{way:14}{seconds:9.1f}{rate:10,.0f}{ratio:7.2f}"
            f"{client:14.1f}{server:14.0f}{memory:21.0f}"
        )


if __name__ == "__main__":
    main()
