"""Facts become nodes and relationships as the schema says, in an order that never varies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chipgraph.errors import FactsError
from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.loaders.pipeline import Facts, read_facts
from chipgraph.loaders.quantities import base_unit, normalised, to_base
from chipgraph.loaders.vectors import texts_to_embed
from chipgraph.ontology.schema import Schema, read_schema

OwnFacts = Any  # the class of the fixture in conftest.py


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema()


@pytest.fixture(scope="module")
def few(few_facts: Path) -> Facts:
    return read_facts([few_facts], version="few")


@pytest.fixture
def own(few_facts: Path, own_facts: OwnFacts) -> Batch:
    return read_facts([few_facts, own_facts.facts], version="own").batch


def node(batch: Batch, name: str) -> Node:
    (found,) = [node for node in batch.nodes if node.id == name]
    return found


def edges(batch: Batch, kind: str, source: str) -> list[Relationship]:
    return [e for e in batch.relationships if (e.type, e.source) == (kind, source)]


def test_a_thing_carries_the_labels_of_its_classes_and_its_names(few: Facts) -> None:
    amazon = node(few.batch, "amazon")
    assert amazon.labels == ("Vendor", "Organization", "Entity")
    assert amazon.properties["name"] == "Amazon"
    assert amazon.properties["aliases"] == sorted(amazon.properties["aliases"], key=str.casefold)
    assert "hyperscaler" in amazon.properties["roles"], "concepts are stored by their label"


def test_nodes_store_only_what_the_schema_lists(few: Facts, schema: Schema) -> None:
    stored: dict[str, set[str]] = {}
    for term in schema.properties:
        stored.setdefault(term.owner, set()).add(term.name)
    for each in few.batch.nodes:
        allowed = set().union(*(stored.get(label, set()) for label in each.labels))
        assert set(each.properties) <= allowed, each


def test_relationships_store_only_what_the_schema_lists(few: Facts, schema: Schema) -> None:
    for edge in few.batch.relationships:
        assert set(edge.properties) <= set(schema.relations[edge.type].qualifiers), edge


def test_a_claim_shows_its_place_its_speakers_and_its_arguments(own: Batch) -> None:
    claim = node(own, "lab-002")
    assert claim.labels == ("Claim",)
    assert claim.properties["document"] == "lab-note"
    assert (claim.properties["start"], claim.properties["section"]) == (0, "Lab note")
    assert claim.properties["attribution"] == []
    assert json.loads(claim.properties["arguments"]) == [
        {"order": 1, "role": "memory", "unit": "GiB", "value": 95.0}
    ]
    assert [(e.target, e.properties) for e in edges(own, "ABOUT", "lab-001")] == [
        ("quillon", {"role": "subject", "order": 1}),
        ("tamarind", {"role": "object", "order": 2}),
    ]
    assert [e.target for e in edges(own, "STATED_IN", "lab-001")] == [
        each.id for each in own.nodes if each.id.startswith("lab-0-")
    ]


def test_who_said_it_is_listed_from_the_outermost_speaker(few: Facts) -> None:
    said = [n for n in few.batch.nodes if n.properties.get("attribution")]
    assert said
    for claim in said:
        speakers = edges(few.batch, "ATTRIBUTED_TO", claim.id)
        ordered = sorted(speakers, key=lambda edge: edge.properties["order"])
        names = [node(few.batch, edge.target).properties["name"] for edge in ordered]
        assert names == claim.properties["attribution"]


def test_an_observation_is_normalised_and_keeps_what_was_written(own: Batch) -> None:
    memory = node(own, "obs:tamarind-memory").properties
    assert (memory["value"], memory["unit"]) == (95.0, "GiB")
    assert (memory["normalisedValue"], memory["normalisedUnit"]) == (102_005_473_280.0, "B")
    assert (memory["measure"], memory["measureLabel"]) == ("memory-capacity", "memory capacity")
    assert memory["status"] == "actual"
    assert [e.target for e in edges(own, "OF", "obs:tamarind-memory")] == ["tamarind"]


def test_a_range_stays_a_range_in_base_units(schema: Schema) -> None:
    found = normalised({"low": 1.5, "high": 2, "unit": "TB/s"}, schema)
    assert (found["normalisedLow"], found["normalisedHigh"]) == (1.5e12, 2e12)
    assert "normalisedValue" not in found
    assert normalised({"value": 3.0}, schema) == {}


def test_every_unit_normalises_without_dust_and_names_its_base(schema: Schema) -> None:
    for unit in schema.units.values():
        assert base_unit(unit, schema)
        assert to_base(1, unit) == pytest.approx(unit.factor, rel=1e-11)
    assert to_base(4.2, schema.units["USD billion"]) == 4_200_000_000.0
    assert to_base(0.1, schema.units["GB"]) == 100_000_000.0


def test_phrasings_are_numbered_and_lead_to_their_claim(own: Batch) -> None:
    assert node(own, "lab-001/1").properties["text"] == "who sells the Tamarind"
    assert [e.target for e in edges(own, "PHRASES", "lab-001/1")] == ["lab-001"]


def test_each_claim_and_phrasing_has_a_text_to_embed(few: Facts) -> None:
    texts = texts_to_embed(few.batch.nodes, few.schema)
    wanted = [n.id for n in few.batch.nodes if {"Claim", "Phrasing"} & set(n.labels)]
    assert sorted(texts) == sorted(wanted)
    assert all(texts.values())


def test_equal_facts_give_equal_batches_in_equal_order(few: Facts, few_facts: Path) -> None:
    again = read_facts([few_facts], version="few").batch
    assert again == few.batch
    few.batch.check()


def test_rivalry_is_derived_once_per_pair_with_its_segment(few: Facts) -> None:
    for edge in few.batch.relationships:
        if edge.type in ("COMPETES_WITH", "PARTNERS_WITH"):
            assert edge.source < edge.target
        if edge.type == "COMPETES_WITH":
            assert edge.properties["segment"]
            assert edge.properties["claims"]


def test_two_things_with_one_id_are_refused(few_facts: Path, own_facts: OwnFacts) -> None:
    path = own_facts.write(("e:tamarind", "e:lab-note"))
    with pytest.raises(FactsError, match="share the id 'lab-note'"):
        read_facts([few_facts, path], version="clash")
