"""The content hash of a batch, and what a batch refuses."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.errors import StoreError
from chipgraph.graph.batch import Batch, Node, Relationship

PROPERTIES = st.dictionaries(
    st.text("abc", min_size=1, max_size=2),
    st.one_of(st.none(), st.text(max_size=5), st.booleans(), st.integers(-9, 9), st.floats(-9, 9)),
    max_size=3,
)
ANOTHER = (
    Node("a", ("X", "Z"), {"name": "A"}),
    Node("a", ("X",), {"name": "B"}),
    Node("b", ("X",), {"name": "A"}),
    Node("a", ("X",), {"name": "A", "more": 1}),
    Node("a", ("X",), {"name": ["A"]}),
    Node("a", ("X",), {"name": True}),
)


@given(st.lists(PROPERTIES, max_size=6), st.randoms())
def test_the_hash_does_not_depend_on_any_order(
    found: list[dict[str, object]], chance: random.Random
) -> None:
    nodes = [Node(str(place), ("X", "Y"), properties) for place, properties in enumerate(found)]
    edges = [Relationship("T", node.id, nodes[0].id, node.properties) for node in nodes]
    before = Batch(tuple(nodes), tuple(edges)).hash()
    chance.shuffle(nodes)
    chance.shuffle(edges)
    turned = [Node(n.id, n.labels[::-1], dict(reversed(n.properties.items()))) for n in nodes]
    assert Batch(tuple(turned), tuple(edges)).hash() == before


@pytest.mark.parametrize("other", ANOTHER)
def test_the_hash_changes_with_the_content(other: Node) -> None:
    assert Batch((Node("a", ("X",), {"name": "A"}),), ()).hash() != Batch((other,), ()).hash()


def test_the_hash_takes_alike_what_a_store_cannot_tell_apart() -> None:
    plain = Node("a", ("X",), {"size": 1, "list": ["b"]})
    other = Node("a", ("X",), {"id": "a", "size": 1.0, "list": ("b",), "nothing": None})
    assert Batch((plain,), ()).hash() == Batch((other,), ()).hash()


def test_vectors_count_only_if_asked_for() -> None:
    one, two = (Batch((Node("a", ("X",), {"embedding": v}),), ()) for v in ([1.0], np.ones(2)))
    assert one.hash() == two.hash()
    assert one.hash(embeddings=True) != two.hash(embeddings=True)


@pytest.mark.parametrize(
    ("nodes", "edges", "says"),
    [
        ([Node("a", ("X",)), Node("a", ("Y",))], [], "two nodes have the id 'a'"),
        ([Node("a", ("X",))], [Relationship("T", "a", "b")], "unknown node 'b'"),
        ([Node("a", ("X",))], [Relationship("X", "a", "a")], "both a label and a relationship"),
        ([Node("a", ("X Y",))], [], "'X Y' is not a plain name"),
        ([Node("a", ("X`) DETACH DELETE n //",))], [], "is not a plain name"),
        ([Node("a", ())], [], "no label"),
        ([Node("", ("X",))], [], "empty id"),
        ([Node("a", ("X",), {"id": "b"})], [], "another id"),
        ([Node("a", ("X",), {"map": {"b": 1}})], [], "neither text, number"),
        ([Node("a", ("X",), {"list": [[1]]})], [], "neither text, number"),
    ],
)
def test_a_batch_that_no_store_could_hold_is_refused(
    nodes: list[Node], edges: list[Relationship], says: str
) -> None:
    with pytest.raises(StoreError, match=says):
        Batch(tuple(nodes), tuple(edges)).check()


def test_counts_are_by_label_and_type(batch: Batch) -> None:
    counts = batch.counts()
    assert (counts["Vendor"], counts["Entity"], counts["MAKES"]) == (3, 9, 4)
