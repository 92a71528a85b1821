"""A small market of invented makers and parts, as a batch and as a real store on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.loads import plan_of
from support.neo4j import RunningNeo4j

from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.graph.embedded import EmbeddedStore, open_embedded
from chipgraph.graph.embedded import build as build_embedded
from chipgraph.graph.neo4j_build import build, unload
from chipgraph.graph.neo4j_server import Server
from chipgraph.graph.neo4j_store import open_neo4j, open_on
from chipgraph.graph.store import Store
from chipgraph.loaders.progress import Silent

VENDOR, CHIP, SEGMENT = (
    ("Vendor", "Organization", "Entity"),
    ("Chip", "Entity"),
    ("Segment", "Entity"),
)
DIMENSIONS = 16


def unit_vectors(count: int, dimensions: int, seed: int = 1) -> np.ndarray:
    """Random directions."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions))
    scaled: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")
    return scaled


def _things() -> Iterator[Node]:
    yield Node(
        "alder",
        VENDOR,
        {
            "name": "Alder Silicon",
            "aliases": ["Alder", "ALD"],
            "roles": ["chip designer"],
            "founded": 1993,
            "share": 0.8,
        },
    )
    yield Node(
        "birch",
        VENDOR,
        {
            "name": "Birch Systems",
            "aliases": ["Birch Inc"],
            "roles": ["chip designer", "cloud provider"],
            "founded": 2006,
        },
    )
    yield Node(
        "cedar",
        VENDOR,
        {
            "name": "Cedar Cloud",
            "aliases": [],
            "roles": [],
            "note": 'It\'s "quoted" \\ and ünïcode ✓\nover lines',
        },
    )
    for number, (name, price) in enumerate(
        [("A1", 10.5), ("A2", 20.0), ("B1", None), ("B2", 7.25)]
    ):
        yield Node(
            name.lower(),
            CHIP,
            {
                "name": name,
                "price": price,
                "level": "chip",
                "released": f"202{number}-01-15",
                "arena": number % 2 == 0,
            },
        )
    for name in ("cloud", "edge"):
        yield Node(name, SEGMENT, {"name": f"{name} compute"})


def _evidence() -> Iterator[Node]:
    vectors = unit_vectors(24, DIMENSIONS)
    yield Node("doc", ("Document",), {"title": "A report", "characters": 1234})
    for number in range(6):
        yield Node(
            f"doc-{number}",
            ("Claim",),
            {
                "statement": f"Statement {number} about silicon number{number}",
                "polarity": True,
                "kind": "fact",
                "start": number * 10,
                "end": number * 10 + 9,
                "attribution": ["someone"] if number % 2 else [],
                "embedding": vectors[number],
            },
        )
        for turn in range(3):
            yield Node(
                f"doc-{number}/{turn}",
                ("Phrasing",),
                {
                    "text": f"which part is number{number} turn{turn}",
                    "embedding": vectors[6 + number * 3 + turn],
                },
            )


def _links() -> Iterator[Relationship]:
    for vendor, chips in (("alder", ("a1", "a2")), ("birch", ("b1", "b2"))):
        for chip in chips:
            claims = {"claims": ["doc-0"], "basis": "stated"}
            yield Relationship("MAKES", vendor, chip, claims)
    yield Relationship(
        "ACTIVE_IN", "alder", "cloud", {"standing": "incumbent", "claims": ["doc-1"]}
    )
    yield Relationship("ACTIVE_IN", "birch", "cloud", {"standing": "challenger", "claims": []})
    yield Relationship("ACTIVE_IN", "birch", "edge", {"standing": "planned", "listRank": 2})
    yield Relationship("VARIANT_OF", "a2", "a1", {})
    yield Relationship("PARTNERS_WITH", "alder", "cedar", {"weight": 1.5})
    yield Relationship("PARTNERS_WITH", "alder", "cedar", {"weight": 2.5})
    for number in range(6):
        target = ("alder", "birch", "a1")[number % 3]
        yield Relationship("ABOUT", f"doc-{number}", target, {"role": "subject", "order": 1})
        for turn in range(3):
            yield Relationship("PHRASES", f"doc-{number}/{turn}", f"doc-{number}")


@pytest.fixture(scope="session")
def batch() -> Batch:
    """The small market."""
    return Batch((*_things(), *_evidence()), tuple(_links()), "test")


@pytest.fixture(scope="session")
def folder(batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small market as a store; copy it before harming it."""
    place = tmp_path_factory.mktemp("store") / "graph"
    build_embedded(batch, place)
    return place


@pytest.fixture(scope="session")
def store(folder: Path) -> Iterator[EmbeddedStore]:
    """The small market, open for reading."""
    with open_embedded(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(neo4j_server: RunningNeo4j) -> Iterator[Server]:
    """A server without anything of ours before and after."""
    opened = Server(neo4j_server.address)
    unload(opened, Silent())
    yield opened
    unload(opened, Silent())
    opened.close()


@pytest.fixture(scope="module")
def neo4j_store(server: Server, batch: Batch) -> Store:
    """The small market on that server."""
    build(batch, server, Silent(), plan_of(batch, "market"))
    return open_on(server)


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def each_store(request: pytest.FixtureRequest) -> Store:
    """The small market in every store that there is."""
    name = "store" if request.param == "embedded" else "neo4j_store"
    found: Store = request.getfixturevalue(name)
    return found


@pytest.fixture
def reopened(each_store: Store, folder: Path, request: pytest.FixtureRequest) -> Store:
    """The same store, opened once more."""
    if each_store.name == "embedded":
        return open_embedded(folder)
    return open_neo4j(request.getfixturevalue("neo4j_server").address)
