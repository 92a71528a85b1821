"""A small part of the shipped facts, whole in itself, for tests that load many times."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import RDF, Graph
from rdflib.term import Node

from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.export_ttl import to_turtle
from chipgraph.loaders.sources import Source, block, read_source
from chipgraph.ontology.vocabulary import CG

SLUG, CLAIMS = "amazon-ai-asics", 40


@pytest.fixture(scope="session")
def shipped() -> Source:
    """The shipped facts, parsed once."""
    return read_source(shipped_facts())


@pytest.fixture(scope="session")
def few_facts(shipped: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Turtle file: forty claims of one document, with all that they name, and how to ask."""
    graph = part_of(shipped.facts, SLUG, CLAIMS)
    for claim in set(graph.subjects(RDF.type, CG.Claim)):
        graph += shipped.phrasings.triples((claim, None, None))
    path = tmp_path_factory.mktemp("facts") / "few.ttl"
    path.write_text(to_turtle(graph), encoding="utf-8")
    return path


def part_of(facts: Graph, slug: str, count: int) -> Graph:
    """The first claims of a document, the relations that they alone prove, and what both name."""
    document = facts.value(predicate=CG.slug, object=facts_literal(facts, slug))
    passages = set(facts.subjects(CG.inDocument, document))
    claims = sorted((c for c, p in facts.subject_objects(CG.statedIn) if p in passages), key=str)
    chosen = set(claims[:count])
    chosen |= {
        statement
        for statement in facts.subjects(RDF.type, RDF.Statement)
        if (proofs := set(facts.objects(statement, CG.evidence))) and proofs <= chosen
    }
    part = Graph(bind_namespaces="none")
    waiting: list[Node] = list(chosen)
    while waiting:
        for triple in block(facts, waiting.pop()):
            part.add(triple)
            value = triple[2]
            if (value, None, None) in facts and (value, None, None) not in part:
                waiting.append(value)
    return part


def facts_literal(facts: Graph, slug: str) -> Node:
    """The literal that holds a slug, whatever its datatype."""
    slugs: Iterable[Node] = facts.objects(None, CG.slug)
    return next(value for value in slugs if str(value) == slug)
