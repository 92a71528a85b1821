"""The ontology keeps house: each query of `ontology/checks` finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from chipgraph.ontology.lint import clashes
from chipgraph.ontology.schema import HOME, Schema, read_schema
from chipgraph.ontology.turtle import read_turtle

CHECKS = sorted((HOME / "checks").glob("*.rq"))

UNTIDY = """
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix cgs: <https://w3id.org/chipgraph/scheme/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

cg:Thing a owl:Class ; cg:nodeLabel "Thing" ; skos:altLabel "item" .
cg:Other a owl:Class ; rdfs:label "item" ; cg:nodeLabel "HAS" .
cg:has a owl:ObjectProperty ; cg:relationshipType "HAS" ; rdfs:label "has"@en ;
    skos:altLabel "has"@en .
cg:loses cg:relationshipType "LOSES" ; cg:unheard "of" .
cg:Thing cg:stores [ cg:graphProperty "name" ] .
cgs:lost a skos:Concept ; skos:prefLabel "lost"@en .
cgs:scheme a skos:ConceptScheme .
cgs:one a skos:Concept ; skos:inScheme cgs:scheme ; skos:prefLabel "same"@en .
cgs:two a skos:Concept ; skos:inScheme cgs:scheme ; skos:prefLabel "same"@en .
cg:weight a cg:Measure .
cg:pound a cg:Unit ; cg:symbol "lb" ; skos:prefLabel "pound"@en ;
    cg:dimension "mass" ; cg:factor 1 .
cg:quid a cg:Unit ; cg:symbol "GBP" ; skos:prefLabel "pound"@en ;
    cg:dimension "money" ; cg:factor 1 .
cg:nothing a cg:Unit .
"""

AMBIGUOUS = """
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:Person a owl:Class ; cg:nodeLabel "Person" ; rdfs:label "person"@en .
ex:Officer a owl:Class ; rdfs:subClassOf ex:Person ; cg:nodeLabel "Officer" ;
    rdfs:label "officer"@en .
ex:knows cg:relationshipType "KNOWS" ; rdfs:label "knows"@en ; cg:inverseLabel "known by"@en ;
    rdfs:domain ex:Person ; rdfs:range ex:Person .
ex:arrests cg:relationshipType "ARRESTS" ; rdfs:label "arrests"@en ;
    cg:inverseLabel "arrested by"@en ;
    skos:altLabel "knows"@en ; rdfs:domain ex:Officer ; rdfs:range ex:Person .
"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_ontology_keeps_house(check: Path, ontology: Graph) -> None:
    query = check.read_text(encoding="utf-8")
    assert query.startswith("# "), "a check says first what it demands"
    found = [sorted(map(str, row.values())) for row in ontology.query(query).bindings]
    assert not found, f"{query.splitlines()[0][2:]} {found}"


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_each_check_finds_what_it_is_for(check: Path) -> None:
    untidy = Graph().parse(data=UNTIDY, format="turtle")
    assert len(untidy.query(check.read_text(encoding="utf-8"))) > 0


def test_no_phrase_stands_on_two_relations_between_the_same_classes(schema: Schema) -> None:
    assert clashes(schema) == ()


def test_a_phrase_on_two_relations_is_found_through_subclasses(tmp_path: Path) -> None:
    file = tmp_path / "ambiguous.ttl"
    file.write_text(AMBIGUOUS, encoding="utf-8")
    (clash,) = clashes(read_schema(file))
    assert (clash.phrase, clash.one, clash.other) == ("knows", "ARRESTS", "KNOWS")


def test_every_turtle_file_of_the_ontology_parses_alone() -> None:
    for path in sorted(HOME.rglob("*.ttl")):
        assert len(read_turtle(path)) > 0
