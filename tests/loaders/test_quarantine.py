"""What the gate refuses never reaches a store; what builds on it falls with it; the rest loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from chipgraph.loaders.namespaces import expand
from chipgraph.loaders.pipeline import Facts, read_facts
from chipgraph.loaders.quarantine import write_quarantine
from chipgraph.loaders.refusal import FACTS_FILE, LIST_FILE, Refusal

OwnFacts = Any  # the class of the fixture in conftest.py


def refused(facts: Facts) -> dict[str, Refusal]:
    """Refusals by the name of the fact."""
    found = {refusal.fact: refusal for refusal in facts.quarantine.refusals}
    assert len(found) == len(facts.quarantine.refusals)
    return found


def loads(facts: Facts, name: str) -> bool:
    """Whether a fact is in the graph that goes on."""
    return (URIRef(expand(name)), None, None) in facts.graph


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_good_facts_are_all_admitted(few_facts: Path, own_facts: OwnFacts) -> None:
    facts = read_facts([few_facts, own_facts.facts], version="test")
    assert not facts.quarantine.refusals
    assert loads(facts, "obs:tamarind-memory")


def test_a_claim_without_a_citation_is_refused_and_the_rest_loads(
    few_facts: Path, own_facts: OwnFacts
) -> None:
    path = own_facts.write(
        (
            '"has memory capacity" ;\n  cg:modality cgs:modality-fact ;\n  cg:polarity true ;\n'
            "  cg:statedIn passage:lab-0-",
            '"has memory capacity" ;\n  cg:modality cgs:modality-fact ;\n  cg:polarity true ;\n'
            "  cg:section passage:lab-0-",
        )
    )
    facts = read_facts([few_facts, path], version="test")
    found = refused(facts)
    assert set(found) == {"claim:lab-002", "obs:tamarind-memory"}
    assert found["claim:lab-002"].file == path
    assert found["claim:lab-002"].line is not None
    assert "passage" in found["claim:lab-002"].reason
    assert found["obs:tamarind-memory"].reason == "It builds on claim:lab-002, which was refused."
    assert found["obs:tamarind-memory"].line == line_of(path, "cg:evidencedBy claim:lab-002")
    assert loads(facts, "claim:lab-001")
    assert loads(facts, "rel:quillon.makes.tamarind"), "it has another proof"
    (makes,) = [
        edge
        for edge in facts.batch.relationships
        if (edge.type, edge.source) == ("MAKES", "quillon")
    ]
    assert makes.properties["claims"] == ["lab-001"]


def test_what_builds_on_a_refused_thing_falls_with_it(few_facts: Path, own_facts: OwnFacts) -> None:
    path = own_facts.write(("cg:kind cgs:kind-asic ;", "cg:marketShare 3 ;"))
    facts = read_facts([few_facts, path], version="test")
    found = refused(facts)
    assert "cg:marketShare" in found["e:tamarind"].reason
    assert found["e:tamarind"].line == line_of(path, "cg:marketShare")
    assert {"claim:lab-001", "claim:lab-002", "obs:tamarind-memory"} <= set(found)
    assert loads(facts, "e:quillon")
    assert not any(node.id.startswith("lab-001/") for node in facts.batch.nodes)
    facts.batch.check()


@pytest.mark.parametrize("name", ["AWS Trainium", "Trainium"])
def test_a_clash_costs_the_later_facts_only(
    few_facts: Path, own_facts: OwnFacts, name: str
) -> None:
    path = own_facts.write(('"Tamarind"@en', f'"{name}"@en'))
    facts = read_facts([few_facts, path], version="test")
    found = refused(facts)
    assert name in found["e:tamarind"].reason
    assert not any(name.startswith("e:aws") or name.startswith("claim:aaa") for name in found)
    assert loads(facts, "e:aws-trainium")


def test_a_bad_addition_to_a_known_thing_does_not_take_the_thing_away(
    few_facts: Path, own_facts: OwnFacts
) -> None:
    path = own_facts.write(more="\ne:amazon cg:marketShare 31 .\n")
    facts = read_facts([few_facts, path], version="test")
    assert set(refused(facts)) == {"e:amazon"}
    assert loads(facts, "e:amazon")
    assert loads(facts, "rel:quillon.makes.tamarind")


def test_ways_of_asking_for_what_is_no_claim_are_refused(
    few_facts: Path, own_facts: OwnFacts
) -> None:
    path = own_facts.write(more='\nclaim:lab-999 cg:asks "who knows"@en .\n')
    facts = read_facts([few_facts, path], version="test")
    assert set(refused(facts)) == {"claim:lab-999"}
    assert refused(facts)["claim:lab-999"].line == line_of(path, "claim:lab-999")


@pytest.fixture
def written(few_facts: Path, own_facts: OwnFacts, tmp_path: Path) -> tuple[Path, Facts]:
    path = own_facts.write(("cg:kind cgs:kind-asic ;", "cg:marketShare 3 ;"))
    facts = read_facts([few_facts, path], version="test")
    write_quarantine(facts.quarantine, tmp_path)
    return tmp_path, facts


def test_the_quarantine_files_hold_each_refused_fact_with_its_reason(
    written: tuple[Path, Facts],
) -> None:
    folder, facts = written
    lines = (folder / LIST_FILE).read_text(encoding="utf-8").splitlines()
    listed = [Refusal.from_dict(json.loads(line)) for line in lines]
    assert listed == facts.quarantine.refusals
    kept = Graph().parse(folder / FACTS_FILE)
    for refusal in listed:
        assert (URIRef(expand(refusal.fact)), None, None) in kept
