"""The namespaces of the facts and of the ontology."""

from __future__ import annotations

from rdflib import Namespace
from rdflib.term import Node

HOME = "https://w3id.org/chipgraph/"
CG = Namespace(f"{HOME}ontology#")
CGS = Namespace(f"{HOME}scheme/")
E = Namespace(f"{HOME}id/")
CLAIM = Namespace(f"{HOME}claim/")
PASSAGE = Namespace(f"{HOME}passage/")
DOC = Namespace(f"{HOME}document/")
OBS = Namespace(f"{HOME}observation/")
REL = Namespace(f"{HOME}relation/")
MEASURE = Namespace(f"{HOME}measure/")
UNIT = Namespace(f"{HOME}unit/")
GATE = Namespace(f"{HOME}shape/")
OA = Namespace("http://www.w3.org/ns/oa#")


def local_name(term: Node) -> str:
    """The part of an IRI after its namespace."""
    return str(term).rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


PREFIXES: dict[str, str] = {
    "cg": str(CG),
    "cgs": str(CGS),
    "e": str(E),
    "claim": str(CLAIM),
    "passage": str(PASSAGE),
    "doc": str(DOC),
    "obs": str(OBS),
    "rel": str(REL),
    "measure": str(MEASURE),
    "unit": str(UNIT),
    "gate": str(GATE),
    "oa": str(OA),
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def short_name(term: Node | str) -> str:
    """An IRI as people write it in Turtle: prefix and local name where a prefix is known."""
    iri = str(term)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
