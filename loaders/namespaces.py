"""The prefixes of the facts, as plain strings: readable without rdflib."""

from __future__ import annotations

_HOME = "https://w3id.org/chipgraph/"

CG = f"{_HOME}ontology#"

PREFIXES: dict[str, str] = {
    "cg": CG,
    "cgs": f"{_HOME}scheme/",
    "e": f"{_HOME}id/",
    "claim": f"{_HOME}claim/",
    "passage": f"{_HOME}passage/",
    "doc": f"{_HOME}document/",
    "obs": f"{_HOME}observation/",
    "rel": f"{_HOME}relation/",
    "measure": f"{_HOME}measure/",
    "unit": f"{_HOME}unit/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
}

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def shorten(iri: str) -> str:
    """`e:amd` for the long form; the IRI itself where no prefix of ours fits."""
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str:
    """The long form of `e:amd`; the text itself where it has no prefix of ours."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name
