"""What is generated from the ontology is up to date, and says what the ontology says."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph.ontology.generate import ROOT, artefacts, cypher, main, stale, words, write
from chipgraph.ontology.schema import Schema, read_schema

ANOTHER = """
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

ex:Town a owl:Class ; cg:nodeLabel "Town" ; rdfs:label "town"@en ; cg:pluralLabel "towns"@en ;
    cg:stores [ cg:graphProperty "id" ; rdfs:label "id"@en ; cg:unique true ] ,
              [ cg:graphProperty "country" ; rdfs:label "country"@en ; cg:indexed true ] .
ex:Port a owl:Class ; rdfs:subClassOf ex:Town ; cg:nodeLabel "Port" ; rdfs:label "port"@en .
"""


@pytest.fixture
def another(tmp_path: Path) -> Schema:
    """The schema of another ontology."""
    file = tmp_path / "another.ttl"
    file.write_text(ANOTHER, encoding="utf-8")
    return read_schema(file)


def test_generated_files_are_up_to_date(schema: Schema) -> None:
    assert stale(ROOT, schema) == [], "run python -m chipgraph.ontology.generate --write"


def test_writing_twice_changes_nothing(tmp_path: Path, schema: Schema) -> None:
    assert sorted(write(tmp_path, schema)) == sorted(artefacts(schema))
    assert write(tmp_path, schema) == []


def test_a_changed_file_is_out_of_date(tmp_path: Path, schema: Schema) -> None:
    write(tmp_path, schema)
    first = next(iter(artefacts(schema)))
    (tmp_path / first).write_text("something else", encoding="utf-8")
    assert stale(tmp_path, schema) == [first]


def test_the_command_says_that_all_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == "all up to date\n"


def test_each_label_has_a_unique_key_that_it_may_inherit(another: Schema) -> None:
    assert cypher(another).splitlines()[1:] == [
        "CREATE CONSTRAINT port_id IF NOT EXISTS FOR (n:Port) REQUIRE n.id IS UNIQUE;",
        "CREATE CONSTRAINT town_id IF NOT EXISTS FOR (n:Town) REQUIRE n.id IS UNIQUE;",
        "CREATE INDEX town_country IF NOT EXISTS FOR (n:Town) ON (n.country);",
    ]


def test_vectors_and_texts_get_their_indexes(schema: Schema) -> None:
    text = cypher(schema)
    assert "CREATE VECTOR INDEX claim_embedding IF NOT EXISTS FOR (n:Claim) ON n.embedding" in text
    assert "`vector.dimensions`: 384" in text
    assert "CREATE FULLTEXT INDEX entity_aliases" in text


def test_no_two_indexes_share_a_name(schema: Schema) -> None:
    names = [
        line.split(" IF NOT EXISTS")[0].split()[-1] for line in cypher(schema).splitlines()[1:]
    ]
    assert len(names) == len(set(names))


def test_the_page_of_words_names_every_term(schema: Schema) -> None:
    page = words(schema)
    named = {c.name: c.alt for c in schema.classes.values()}
    named |= {r.name: r.alt for r in schema.relations.values()}
    for name, alternatives in named.items():
        assert f"`{name}`" in page
        assert all(word in page for word in alternatives)
