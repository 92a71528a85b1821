"""The closure adds what follows from the facts, once."""

from __future__ import annotations

from rdflib import RDF, Graph

from chipgraph.ontology.closure import close
from chipgraph.ontology.vocabulary import CG, E


def copy(graph: Graph) -> Graph:
    """A graph of the same triples."""
    return graph + Graph()


def test_a_statement_gives_its_direct_triple(facts: Graph, ontology: Graph) -> None:
    closed = copy(facts)
    close(closed, ontology)
    for statement in facts.subjects(RDF.type, RDF.Statement):
        subject = facts.value(statement, RDF.subject)
        predicate = facts.value(statement, RDF.predicate)
        assert (subject, predicate, facts.value(statement, RDF.object)) in closed


def test_a_vendor_is_an_organization_and_an_entity(facts: Graph, ontology: Graph) -> None:
    closed = copy(facts)
    close(closed, ontology)
    vendors = set(facts.subjects(RDF.type, CG.Vendor))
    assert vendors
    assert vendors <= set(closed.subjects(RDF.type, CG.Organization))
    assert vendors <= set(closed.subjects(RDF.type, CG.Entity))


def test_a_second_closure_adds_nothing(facts: Graph, ontology: Graph) -> None:
    closed = copy(facts)
    assert close(closed, ontology) > 0
    assert close(closed, ontology) == 0


def test_nothing_but_types_and_stated_relations_is_added(facts: Graph, ontology: Graph) -> None:
    closed = copy(facts)
    close(closed, ontology)
    stated = set(facts.objects(None, RDF.predicate))
    assert {predicate for _, predicate, _ in closed - facts} <= stated | {RDF.type}
    assert (E["no-such-thing"], None, None) not in closed
