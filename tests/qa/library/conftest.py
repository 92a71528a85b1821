"""A small graph of records, whose things are told apart by properties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.graph.embedded import build, open_embedded
from chipgraph.graph.snapshot import Snapshot
from chipgraph.loaders.batch import with_embeddings
from chipgraph.loaders.progress import Silent
from chipgraph.loaders.vectors import texts_to_embed
from chipgraph.ontology.core import core
from chipgraph.ontology.reading import schema_of
from chipgraph.ontology.schema import Schema
from chipgraph.ontology.turtle import read_turtle
from chipgraph.qa.embedding import open_embedder
from chipgraph.qa.pipeline import Answerer

COLUMNS = ("name", "isbn", "pages", "published", "genre")
BOOKS = {  # id: name, ISBN, pages, date of publication, genre, branch
    "dusk": ("A Dusk", "1-23-4", 310, "2019-03-04", "crime novel", "harbour"),
    "tide": ("The Tide", "1-24-5", 180, "2021-10-08", "crime novel", "harbour"),
    "moss": ("Moss", "7-77-1", 96, "2021-08-10", "poetry", "hill"),
    "fern": ("Fern", "7-77-2", 96, "2004-01-15", "poetry", "hill"),
    "lost": ("Lost Leaves", "9-99-9", None, None, "poetry", "hill"),
}
READERS = {  # id: first name, surname, what they borrowed
    "r1": ("Mira", "Stone", ("dusk", "moss")),
    "r2": ("Mira", "Vale", ("tide",)),
    "r3": ("Otto", "Stone", ("fern", "lost")),
    "r4": ("Stone", "Vale", ()),
}
FRIENDS = (("r1", "r2"), ("r2", "r3"))


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The terms of the library on top of what every market shares."""
    return schema_of(core() + read_turtle(Path(__file__).parent / "terms.ttl"))


@pytest.fixture(scope="session")
def batch() -> Batch:
    """Five books in two branches, four readers, one claim that proves one date."""
    branches = [Node(k, ("Branch",), {"name": f"{k.title()} Branch"}) for k in ("harbour", "hill")]
    books = [
        Node(k, ("Book",), dict(zip(COLUMNS, row[:-1], strict=True))) for k, row in BOOKS.items()
    ]
    readers = [
        Node(k, ("Reader",), {"name": f"{a} {b}", "givenName": a, "familyName": b})
        for k, (a, b, _) in READERS.items()
    ]
    proof = [
        Node("d", ("Document",), {"title": "Register"}),
        Node("p", ("Passage",), {"section": "Books", "start": 0, "end": 9}),
        Node("c", ("Claim",), {"statement": "Moss came out in August 2021.", "document": "d"}),
    ]
    proven = {"property": "published", "value": "2021-08-10"}
    edges = [
        *(Relationship("STANDS_IN", k, row[-1]) for k, row in BOOKS.items()),
        *(Relationship("BORROWED", k, book) for k, row in READERS.items() for book in row[-1]),
        *(Relationship("FRIEND_OF", one, other) for one, other in FRIENDS),
        Relationship("STATED_IN", "c", "p"),
        Relationship("IN_DOCUMENT", "p", "d"),
        Relationship("EVIDENCED_BY", "moss", "c", proven),
    ]
    return Batch((*branches, *books, *readers, *proof), tuple(edges), "library")


@pytest.fixture(scope="session")
def library(
    batch: Batch, schema: Schema, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Answerer]:
    """The same answerer as for the shipped market, over the library."""
    folder = tmp_path_factory.mktemp("library") / "database"
    embedder = open_embedder(None)
    texts = texts_to_embed(batch.nodes, schema)
    vectors = dict(zip(texts, embedder.embed(list(texts.values())), strict=True))
    build(with_embeddings(batch, vectors), folder, Silent())
    with open_embedded(folder) as store:
        yield Answerer(store, schema, Snapshot.of(batch), embedder, "library")
