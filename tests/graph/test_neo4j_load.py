"""Loading into a Neo4j server: only what is ours, only what differs, whatever happens half way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.loads import chain, plan_of
from support.neo4j import RunningNeo4j

from chipgraph.errors import StoreError, StoreLocked
from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.neo4j_build import build, unload
from chipgraph.graph.neo4j_meta import Turn, read_meta
from chipgraph.graph.neo4j_schema import META, declared, physical_name
from chipgraph.graph.neo4j_server import Server
from chipgraph.graph.neo4j_store import open_on
from chipgraph.loaders.progress import Silent
from chipgraph.ontology.schema import read_schema

ROOT = Path(__file__).parents[2]
FOREIGN = """
CREATE (a:Vendor:Entity {name: 'Theirs', id: 'their-vendor', n: 1}),
       (b:Claim {statement: 'silicon of theirs'}), (c:Other {id: 'alder'}),
       (a)-[:MAKES {since: 1}]->(c), (a)-[:KNOWS]->(b)
"""
THEIRS = (
    "MATCH (n) WHERE NOT n:_ChipGraph AND NOT n:_ChipGraphLoad OPTIONAL MATCH (n)-[r]->(m) "
    "RETURN labels(n) AS labels, properties(n) AS node, type(r) AS type, properties(r) AS edge, "
    "properties(m) AS end ORDER BY toString(n.id), type"
)
# Loads 12,000 nodes and 12,000 relationships, and says when it is half way.
LOADER = """
import sys
sys.path[:0] = sys.argv[4:]
from support.loads import chain
from chipgraph.graph.neo4j_address import Address
from chipgraph.graph.neo4j_build import build
from chipgraph.graph.neo4j_server import Server

class Told:
    def stage(self, name, total=None): print(name, flush=True)
    def advance(self, steps=1): print("+", flush=True)

batch, plan = chain(12000)
build(batch, Server(Address(*sys.argv[1:4])), Told(), plan)
print("done", flush=True)
"""


class Counted:
    """Progress that remembers the steps of each stage."""

    def __init__(self) -> None:
        self.steps: dict[str, list[int]] = {}
        self.now = ""

    def stage(self, name: str, total: int | None = None) -> None:
        self.now = name
        self.steps[name] = []

    def advance(self, steps: int = 1) -> None:
        self.steps[self.now].append(steps)


@pytest.fixture
def clean(server: Server) -> Iterator[Server]:
    """The server with nothing in it, afterwards too."""
    unload(server, Silent())
    server.write("MATCH (n) DETACH DELETE n")
    yield server
    unload(server, Silent())
    server.write("MATCH (n) DETACH DELETE n")


def schema_names(server: Server) -> set[str]:
    shown = server.read("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
    return {name for (name,) in shown}


def elements(server: Server) -> list[tuple[Any, ...]]:
    """Every node and relationship with its element id: what was written anew has another."""
    nodes = server.read("MATCH (n:_ChipGraph) RETURN elementId(n) AS e, properties(n) ORDER BY e")
    edges = server.read("MATCH (:_ChipGraph)-[r]->() RETURN elementId(r) AS e ORDER BY e")
    return [*nodes, *edges]


def test_a_second_load_writes_nothing(clean: Server, batch: Batch) -> None:
    build(batch, clean, Silent(), plan_of(batch, "market"))
    before, watched = elements(clean), Counted()
    build(batch, clean, watched, plan_of(batch, "market"))
    assert elements(clean) == before
    assert watched.steps["nodes"] == [len(batch.nodes)]
    assert watched.steps["relationships"] == [len(batch.relationships)]


def test_what_is_gone_from_the_batch_goes_and_what_changed_changes(
    clean: Server, batch: Batch
) -> None:
    build(batch, clean, Silent(), plan_of(batch, "market"))
    kept = tuple(
        replace(n, labels=("Chip", "Entity", "Vendor"), properties={"name": "Birch"})
        if n.id == "birch"
        else n
        for n in batch.nodes
        if n.id not in ("b2", "doc-5", "doc-5/0", "doc-5/1", "doc-5/2")
    )
    ids = {n.id for n in kept}
    edges = tuple(
        e
        for e in batch.relationships
        if {e.source, e.target} <= ids and e.properties.get("weight") != 1.5
    )
    smaller = Batch((*kept, Node("new", ("Chip", "Entity"), {"name": "N"})), edges)
    build(smaller, clean, Silent(), plan_of(batch, "smaller"))
    store = open_on(clean)
    assert store.graph_hash(embeddings=True) == smaller.hash(embeddings=True)
    assert store.meta.hash == "smaller"


def test_what_somebody_changed_in_ours_is_mended(clean: Server, batch: Batch) -> None:
    build(batch, clean, Silent(), plan_of(batch, "market"))
    clean.write("MATCH (n:Vendor {id: 'alder'}) SET n.name = 'x', n:Strange")
    clean.write("MATCH (:Vendor {id: 'birch'})-[r:MAKES]->() DELETE r")
    clean.write("MATCH (:Vendor {id: 'alder'})-[r:ACTIVE_IN]->() SET r.standing = 'x'")
    clean.write("MATCH (n:Claim {id: 'doc-1'}) SET n.polarity = 1")  # to Python 1 equals true
    clean.write(
        "MATCH (:Vendor {id: 'alder'})-[r:MAKES]->(b) CREATE (b)<-[s:MAKES]-(:Vendor) "
        "SET s = properties(r)"
    )
    clean.write(
        "MATCH (a)-[r:PHRASES]->(b) WITH a, r, b LIMIT 1 CREATE (a)-[s:PHRASES]->(b) "
        "SET s = properties(r)"
    )
    clean.write("MATCH (n:Segment {id: 'edge'}) REMOVE n.id")
    build(batch, clean, Silent(), plan_of(batch, "market"))
    assert open_on(clean).graph_hash(embeddings=True) == batch.hash(embeddings=True)


def test_other_peoples_nodes_stay_as_they_are(clean: Server, batch: Batch) -> None:
    clean.write(FOREIGN)
    clean.write("CREATE CONSTRAINT theirs IF NOT EXISTS FOR (n:Other) REQUIRE n.id IS UNIQUE")
    clean.write("CREATE INDEX claim_statement IF NOT EXISTS FOR (n:Other) ON (n.x)")
    clean.write("CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name]")
    before, names = clean.read(THEIRS).rows, schema_names(clean)
    try:
        build(batch, clean, Silent(), plan_of(batch, "market"))
        store = open_on(clean)
        assert clean.read(THEIRS).rows == before
        assert store.graph_hash() == batch.hash()
        assert store.counts() == batch.counts()
        assert [key for key, _ in store.fulltext_search("entity", "Alder", 5)] == ["alder"]
        assert all(key for key, _ in store.fulltext_search("claim", "silicon", 10))
        unload(clean, Silent())
        assert clean.read(THEIRS).rows == before
        assert schema_names(clean) == names
    finally:
        clean.write("DROP CONSTRAINT theirs IF EXISTS")
        clean.write("DROP INDEX claim_statement IF EXISTS")
        clean.write("DROP INDEX names IF EXISTS")


def test_a_node_with_an_id_of_ours_is_told_before_anything_is_written(
    clean: Server, batch: Batch
) -> None:
    clean.write("CREATE (:Vendor {id: 'alder', name: 'Theirs'})")
    with pytest.raises(StoreError, match=r"not ours.*'alder'.*CHIPGRAPH_NEO4J_DATABASE"):
        build(batch, clean, Silent(), plan_of(batch, "market"))
    assert clean.read("MATCH (n) RETURN count(n)").rows == ((1,),)
    assert schema_names(clean) == set()


def test_unload_leaves_nothing_of_ours(clean: Server, batch: Batch) -> None:
    build(batch, clean, Silent(), plan_of(batch, "market"))
    assert unload(clean, Silent()) == len(batch.nodes)
    assert clean.read("MATCH (n) RETURN count(n)").rows == ((0,),)
    assert schema_names(clean) == set()
    assert unload(clean, Silent()) == 0
    with pytest.raises(StoreError, match=r"no graph of ours.*chipgraph load"):
        open_on(clean)


def test_constraints_and_indexes_are_those_of_the_ontology() -> None:
    golden = (ROOT / "tests" / "ontology" / "golden" / "schema.cypher").read_text(encoding="utf-8")
    wanted = {line.split(" IF ")[0].split()[-1] for line in golden.splitlines()[1:]}
    names = {physical_name(index) for index in declared(read_schema())}
    assert names == wanted | {"chipgraph_id", "chipgraphload_id"}


def test_a_name_that_the_ontology_does_not_declare_is_no_part_of_a_query(
    clean: Server, batch: Batch
) -> None:
    plan = replace(plan_of(batch, "market"), labels=frozenset(("Chip",)))
    with pytest.raises(StoreError, match="declares no"):
        build(batch, clean, Silent(), plan)


def test_a_load_that_was_overtaken_stops(clean: Server, batch: Batch) -> None:
    build(batch, clean, Silent(), plan_of(batch, "market"))
    first, second = Turn(clean), Turn(clean)
    first.take()
    second.take()
    with pytest.raises(StoreLocked, match="taken over"):
        first.beat()
    second.beat()
    with pytest.raises(StoreError, match="being loaded, or its load was stopped"):
        open_on(clean)


def test_a_step_whose_acknowledgement_was_lost_is_not_repeated(
    clean: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn, write = Turn(clean), clean.write
    turn.take()

    def twice(*given: Any) -> list[dict[str, Any]]:
        write(*given)
        return write(*given)

    monkeypatch.setattr(clean, "write", twice)
    text = "UNWIND $rows AS row CREATE (n:Thing {n: row}) RETURN count(m) AS held, count(n) AS done"
    assert turn.once(text, [1, 2]) == 2
    assert turn.once(text, [3, 4]) == 2
    assert clean.read("MATCH (n:Thing) RETURN n.n ORDER BY n.n").rows == ((1,), (2,), (3,), (4,))
    Turn(clean).take()
    with pytest.raises(StoreLocked, match="taken over"):
        turn.once(text, [5])
    assert clean.read("MATCH (n:Thing) RETURN count(n)").rows == ((4,),)


def test_two_loads_at_once_leave_one_whole_graph(clean: Server, batch: Batch) -> None:
    other = Batch(batch.nodes[:5], ())
    told: list[str] = []

    def work(some: Batch, name: str) -> None:
        try:
            build(some, clean, Silent(), plan_of(batch, name))
        except StoreError as problem:
            told.append(str(problem))

    threads = [threading.Thread(target=work, args=a) for a in ((batch, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_on(clean)
    assert store.graph_hash() == {"a": batch, "b": other}[store.meta.hash].hash()
    assert all("taken over" in words for words in told)


@pytest.mark.parametrize("lines", [1, 4, 8])  # before the nodes, among them, after them
def test_a_load_killed_half_way_is_completed_by_the_next(
    clean: Server, neo4j_server: RunningNeo4j, lines: int
) -> None:
    given = (neo4j_server.url, neo4j_server.user, neo4j_server.password, str(ROOT / "tests"))
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER, *given], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(lines):
        assert process.stdout.readline(), "the load ended before it was killed"
    process.kill()
    process.communicate()
    meta = read_meta(clean)
    assert meta is not None
    assert not meta.complete
    there = clean.read("MATCH (n:_ChipGraph) RETURN count(n)").rows[0][0]
    batch, plan = chain(12000)
    watched = Counted()
    build(batch, clean, watched, plan)
    assert watched.steps["nodes"][0] == there, "what was there is not written again"
    assert open_on(clean).graph_hash() == batch.hash()
    assert clean.read(f"MATCH (m:{META}) RETURN count(m)").rows == ((1,),)
