"""The typed schema says what the Turtle says, starts without rdflib, and survives JSON."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chipgraph.errors import FactsError
from chipgraph.ontology.schema import Schema, read_schema

SMALL = """
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:Being a owl:Class ; cg:nodeLabel "Being" ; rdfs:label "being"@en .
ex:Person a owl:Class ; rdfs:subClassOf ex:Being ; cg:nodeLabel "Person" ; rdfs:label "person"@en ;
    cg:pluralLabel "people"@en ; skos:altLabel "man"@en, "human"@en .
ex:Town a owl:Class ; cg:nodeLabel "Town" ; rdfs:label "town"@en .
ex:livesIn a owl:ObjectProperty ; cg:relationshipType "LIVES_IN" ; rdfs:label "lives in"@en ;
    cg:inverseLabel "home of"@en ; rdfs:range ex:Town ;
    rdfs:domain [ owl:unionOf ( ex:Person ex:Town ) ] .
"""


def test_the_five_classes_of_the_mission_are_there(schema: Schema) -> None:
    assert {"Vendor", "Chip", "Segment", "Workload", "DeploymentTier"} <= set(schema.classes)
    assert schema.classes["Vendor"].parents == ("Organization",)
    assert "company" in schema.classes["Vendor"].alt


def test_subclasses_reach_down_and_hold_the_class_itself(schema: Schema) -> None:
    assert schema.subclasses("Organization") == {"Organization", "Vendor"}
    assert {"Vendor", "Chip", "Person"} <= schema.subclasses("Entity")
    assert "Claim" not in schema.subclasses("Entity")


def test_a_relation_knows_its_ends_its_words_and_its_nature(schema: Schema) -> None:
    makes, rivals = schema.relations["MAKES"], schema.relations["COMPETES_WITH"]
    assert (makes.label, makes.inverse_label) == ("makes", "made by")
    assert (makes.domain, "Chip" in makes.range) == (("Vendor",), True)
    assert (rivals.symmetric, rivals.derived, "segment" in rivals.qualifiers) == (True, True, True)
    assert schema.relations["PART_OF"].transitive


def test_concepts_know_where_they_are_stored_and_which_stand_apart(schema: Schema) -> None:
    assert schema.concepts["hyperscaler"].property == "roles"
    assert schema.concepts["hyperscaler"].broader == ("cloud-provider",)
    apart = {concept.id for concept in schema.concepts.values() if concept.apart}
    assert apart >= {"planned", "potential", "customer"}
    assert not schema.concepts["incumbent"].apart


def test_measures_and_units_share_dimensions(schema: Schema) -> None:
    for measure in schema.measures.values():
        assert schema.units[measure.unit].dimension == measure.dimension


def test_values_of_a_property_come_from_a_scheme_that_exists(schema: Schema) -> None:
    schemes = {concept.scheme for concept in schema.concepts.values()}
    assert {p.values_from for p in schema.properties if p.values_from} <= schemes


def test_json_gives_back_an_equal_schema(schema: Schema) -> None:
    again = Schema.from_json(schema.to_json())
    assert again == schema
    assert again.to_json() == schema.to_json()


def test_reading_twice_gives_one_version_and_a_word_more_gives_another(tmp_path: Path) -> None:
    file = tmp_path / "small.ttl"
    file.write_text(SMALL, encoding="utf-8")
    before = read_schema(file)
    assert read_schema(file).version == before.version
    file.write_text(SMALL.replace('"human"@en', '"human"@en, "soul"@en'), encoding="utf-8")
    assert read_schema(file).version != before.version


def test_another_ontology_is_read_by_the_same_code(tmp_path: Path) -> None:
    file = tmp_path / "small.ttl"
    file.write_text(SMALL, encoding="utf-8")
    schema = read_schema(file)
    assert set(schema.classes) == {"Being", "Person", "Town"}
    assert schema.classes["Town"].plural == "town"
    assert schema.relations["LIVES_IN"].domain == ("Person", "Town")
    assert schema.subclasses("Being") == {"Being", "Person"}


def test_the_schema_module_starts_without_rdflib() -> None:
    code = "import sys, chipgraph.ontology.schema; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"@prefix cg: <x> .\ncg:a cg:b .\n", "line 2"),
        (b"\xff\xfe", "not UTF-8"),
        (None, "does not exist"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_what_to_do(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "bad.ttl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FactsError, match=says) as told:
        read_schema(file)
    assert told.value.hint
