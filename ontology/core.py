"""What the shipped ontology says about any market: the terms that one of your own builds upon."""

from __future__ import annotations

from rdflib import OWL, RDF, Graph
from rdflib.term import Node

from chipgraph.ontology.schema import HOME
from chipgraph.ontology.turtle import block, read_turtle
from chipgraph.ontology.vocabulary import CG

SHARED = ("Entity", "Document", "Passage", "Claim", "Observation", "Phrasing")
UNMIXED = ("evidence.ttl", "units.ttl")


def core() -> Graph:
    """The classes that every market has, what proves and quantifies, and the units.

    Of the files that mix the market with these, only the blocks of the shared classes are taken.
    """
    mixed = read_turtle(HOME / "chipgraph.ttl", HOME / "mapping.ttl")
    whole = read_turtle(*(HOME / name for name in UNMIXED))
    annotations = mixed.subjects(RDF.type, OWL.AnnotationProperty)
    wanted: list[Node] = [*(CG[name] for name in SHARED), *annotations]
    for subject in wanted:
        for triple in block(mixed, subject):
            whole.add(triple)
    return whole
