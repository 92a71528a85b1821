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
OA = Namespace("http://www.w3.org/ns/oa#")


def local_name(term: Node) -> str:
    """The part of an IRI after its namespace."""
    return str(term).rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
