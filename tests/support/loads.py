"""Batches that no ontology describes, and how they are loaded into a server."""

from __future__ import annotations

from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.graph.indexes import DEFAULT_INDEXES, Index
from chipgraph.graph.neo4j_build import Plan


def plan_of(batch: Batch, name: str) -> Plan:
    """Every label has a key, and the shipped indexes are made."""
    labels = frozenset(label for node in batch.nodes for label in node.labels)
    keys = (Index("unique", label, "id") for label in sorted(labels))
    indexes = tuple(dict.fromkeys((*DEFAULT_INDEXES, *keys)))
    return Plan(name, indexes, labels, frozenset(edge.type for edge in batch.relationships))


def chain(length: int) -> tuple[Batch, Plan]:
    """Claims in a row, each told by the next, enough for many transactions."""
    nodes = tuple(Node(f"c{n}", ("Claim",), {"statement": f"word{n}"}) for n in range(length))
    edges = tuple(
        Relationship("TELLS", f"c{n}", f"c{(n + 1) % length}", {"n": n}) for n in range(length)
    )
    batch = Batch(nodes, edges)
    return batch, plan_of(batch, "chain")
