"""What the owner of an ontology is told about its words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chipgraph.ask import questions_of
from chipgraph.cli import run
from chipgraph.errors import UsageError
from chipgraph.qa.lexicon import build_lexicon
from chipgraph.qa.lexicon.gaps import gaps
from chipgraph.qa.lexicon.lint import HINTS, lint
from chipgraph.qa.normalise import tokens
from chipgraph.qa.question import Question
from chipgraph.qa.scan import scan

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.ontology.schema import Schema

SAID = "which conglomerates make accelerators"


def test_the_shipped_terms_lack_nothing(graph: ChipGraph) -> None:
    kinds = {finding.kind for finding in graph.lint_lexicon()}
    assert not kinds & {"no inverse", "no plural", "no unit", "too long"}
    assert kinds <= HINTS.keys()


def changed(schema: Schema, measure: str, **given: object) -> Schema:
    """The schema with one measure told differently."""
    measures = dict(schema.measures)
    measures[measure] = replace(measures[measure], **given)
    return replace(schema, measures=measures, version="")


def test_a_word_for_two_measures_of_one_class_is_found(graph: ChipGraph) -> None:
    first, second = (
        m.id for m in graph.schema.measures.values() if m.id in {"memory-capacity", "power-draw"}
    )
    schema = changed(changed(graph.schema, first, alt=("zeal",)), second, alt=("zeal",))
    found = lint(build_lexicon(schema, graph.snapshot), schema)
    assert [f.stands_for for f in found if f.words == "zeal"] == [
        (f"measure {first}", f"measure {second}")
    ]


def test_a_word_for_measures_of_different_classes_is_none(graph: ChipGraph) -> None:
    """The class of what is asked about decides between them."""
    first = changed(graph.schema, "memory-capacity", alt=("zeal",), applies_to=("Chip",))
    schema = changed(first, "power-draw", alt=("zeal",), applies_to=("Vendor",))
    assert not [f for f in lint(build_lexicon(schema, graph.snapshot), schema) if f.words == "zeal"]


def test_terms_that_lack_a_unit_or_say_nothing_are_found(graph: ChipGraph) -> None:
    schema = changed(graph.schema, "power-draw", unit="", alt=("of the",))
    found = {(f.kind, f.stands_for) for f in lint(build_lexicon(schema, graph.snapshot), schema)}
    assert ("no unit", ("measure power-draw",)) in found
    assert ("says nothing", ("measure power-draw",)) in found


def test_a_gap_is_counted_shown_and_proposed_for(graph: ChipGraph) -> None:
    asked = [SAID, SAID.upper(), "which vendors make accelerators"]
    (gap,) = graph.lexicon_gaps(asked)
    assert (gap.words, gap.count, gap.example) == ("conglomerates", 2, SAID)
    assert gap.proposals
    assert list(gap.proposals) == sorted(gap.proposals, key=lambda p: -p.near)


def test_a_synonym_closes_its_gap(graph: ChipGraph) -> None:
    classes = dict(graph.schema.classes)
    vendor = classes["Vendor"]
    classes["Vendor"] = replace(vendor, alt=(*vendor.alt, "conglomerate"))
    schema = replace(graph.schema, classes=classes, version="")
    lexicon = build_lexicon(schema, graph.snapshot)
    assert not gaps([scan(Question(SAID, tokens(SAID)), lexicon)], lexicon, graph._embedder)


def test_logs_hold_lines_or_objects() -> None:
    lines = [b"who makes chips\n", b"\n", b'{"id": 1, "question": "what is HBM"}\n']
    assert list(questions_of(lines)) == ["who makes chips", "what is HBM"]
    with pytest.raises(UsageError, match="Line 1"):
        list(questions_of([b'{"id": 1}\n']))


def test_the_commands_print(
    graph: ChipGraph, tmp_path: object, monkeypatch: object, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(graph.settings.data_dir)
    log = tmp_path / "log.txt"
    log.write_text(SAID, encoding="utf-8")
    assert run(["--data-dir", folder, "lexicon", "gaps", str(log)]) == 0
    assert "conglomerates" in capsys.readouterr().out
    assert run(["--data-dir", folder, "lexicon", "lint", "--json"]) == 0
    assert {"kind", "words", "stands_for"} <= json.loads(capsys.readouterr().out)[0].keys()
