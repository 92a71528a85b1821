"""A small part of the shipped facts, whole in itself, for tests that load many times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import RDF, Graph
from rdflib.term import Node

from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.export_ttl import to_turtle
from chipgraph.loaders.sources import Source, read_source
from chipgraph.ontology.turtle import block
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


OWN = """\
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix cgs: <https://w3id.org/chipgraph/scheme/> .
@prefix e: <https://w3id.org/chipgraph/id/> .
@prefix claim: <https://w3id.org/chipgraph/claim/> .
@prefix passage: <https://w3id.org/chipgraph/passage/> .
@prefix doc: <https://w3id.org/chipgraph/document/> .
@prefix obs: <https://w3id.org/chipgraph/observation/> .
@prefix rel: <https://w3id.org/chipgraph/relation/> .
@prefix measure: <https://w3id.org/chipgraph/measure/> .
@prefix unit: <https://w3id.org/chipgraph/unit/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .

doc:lab-note a cg:Document ;
  dcterms:title "Lab note" ; cg:slug "lab-note" ; cg:prefix "lab" ; cg:characters {characters} ;
  cg:sha256 "{document}" .

passage:lab-0-{end} a cg:Passage ;
  cg:inDocument doc:lab-note ; cg:section "Lab note" ; oa:start 0 ; oa:end {end} ;
  cg:sha256 "{passage}" .

claim:lab-001 a cg:Claim ;
  cg:statement "Quillon sells the Tamarind accelerator."@en ;
  cg:claimKind cgs:claim-fact ;
  cg:predicate "sells" ;
  cg:modality cgs:modality-fact ;
  cg:polarity true ;
  cg:statedIn passage:lab-0-{end} ;
  cg:about [ cg:node e:quillon ; cg:aboutRole "subject" ; cg:order 1 ],
    [ cg:node e:tamarind ; cg:aboutRole "object" ; cg:order 2 ] ;
  cg:asks "who sells the Tamarind"@en .

claim:lab-002 a cg:Claim ;
  cg:statement "The Tamarind accelerator has 95 GiB of memory."@en ;
  cg:claimKind cgs:claim-fact ;
  cg:predicate "has memory capacity" ;
  cg:modality cgs:modality-fact ;
  cg:polarity true ;
  cg:statedIn passage:lab-0-{end} ;
  cg:about [ cg:node e:tamarind ; cg:aboutRole "subject" ; cg:order 1 ] ;
  cg:argument [ cg:argumentRole "memory" ; cg:value 95.0 ; cg:unit unit:GIB ; cg:order 1 ] .

e:quillon a cg:Vendor ;
  skos:prefLabel "Quillon"@en ;
  cg:role cgs:chip-designer .

e:tamarind a cg:Chip ;
  skos:prefLabel "Tamarind"@en ;
  cg:kind cgs:kind-asic ; cg:level cgs:level-chip .

rel:quillon.makes.tamarind a rdf:Statement ;
  rdf:subject e:quillon ; rdf:predicate cg:makes ; rdf:object e:tamarind ;
  cg:evidence claim:lab-001, claim:lab-002 ; cg:basis cgs:stated .

obs:tamarind-memory a cg:Observation ;
  cg:measure measure:memory-capacity ; cg:of e:tamarind ; cg:value 95.0 ; cg:unit unit:GIB ;
  cg:status cgs:status-actual ; cg:evidencedBy claim:lab-002 .
"""
NOTE = "Lab note\nThe Tamarind accelerator by Quillon carries 95 GiB of memory.\nEnd of note.\n"


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """A user's own document and facts about it, to be bent out of shape."""

    folder: Path
    facts: Path

    def write(self, *changes: tuple[str, str], more: str = "") -> Path:
        """The facts with each (old, new) replaced and `more` at the end."""
        text = self.facts.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = self.folder / "bent.ttl"
        path.write_text(text + more, encoding="utf-8")
        return path


@pytest.fixture
def own_facts(tmp_path: Path) -> OwnFacts:
    """A note of one content line, and cited facts about it."""
    end = NOTE.index("\nEnd")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "lab-note.txt").write_text(NOTE, encoding="utf-8")
    text = OWN.replace("{end}", str(end)).replace("{characters}", str(len(NOTE)))
    text = text.replace("{document}", sha256(NOTE.encode()).hexdigest())
    text = text.replace("{passage}", sha256(NOTE[:end].encode()).hexdigest())
    facts = tmp_path / "own.ttl"
    facts.write_text(text, encoding="utf-8")
    return OwnFacts(tmp_path, facts)
