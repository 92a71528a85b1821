"""The shipped ontology and facts as RDF, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from chipgraph.ontology.reading import schema_of
from chipgraph.ontology.rules import derive
from chipgraph.ontology.schema import Schema, ontology_paths
from chipgraph.ontology.turtle import read_turtle

FACTS = Path(__file__).resolve().parents[2] / "loaders" / "facts"


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """The terms of the shipped ontology."""
    return read_turtle(*ontology_paths())


@pytest.fixture(scope="session")
def schema(ontology: Graph) -> Schema:
    """The typed schema of the shipped ontology."""
    return schema_of(ontology)


@pytest.fixture(scope="session")
def facts() -> Graph:
    """The shipped facts; the phrasings aside, which the gate does not see."""
    paths = [path for path in sorted(FACTS.glob("*.ttl")) if ".asks." not in path.name]
    return read_turtle(*paths)


@pytest.fixture(scope="session")
def derived(facts: Graph, ontology: Graph) -> Graph:
    """What the rules add to the shipped facts."""
    return derive(facts + Graph(), ontology)
