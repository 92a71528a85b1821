"""Every citation can be re-read: hashes, spans and coverage, and what is wrong is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chipgraph.errors import DocumentError
from chipgraph.loaders.coverage import Omission, paragraphs
from chipgraph.loaders.verify import DocumentCheck, VerifyReport, verify

OwnFacts = Any  # the class of the fixture in conftest.py
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TEXT = "One two three four five six.\nshort line\nSeven eight nine ten eleven twelve.\n"


def only(report: VerifyReport) -> DocumentCheck:
    (check,) = report.documents
    return check


def run(own_facts: OwnFacts, facts: Path | None = None) -> VerifyReport:
    return verify(own_facts.folder / "documents", [facts or own_facts.facts])


def test_a_faithful_copy_verifies(own_facts: OwnFacts) -> None:
    report = run(own_facts)
    check = only(report)
    assert report.ok
    assert (check.state, check.spans, check.claims, check.coverage) == ("verified", 1, 2, 1.0)
    assert report.problems() == []
    assert report.rows()[1] == (
        *("lab-note", "verified", "2", "1 of 1", "100% (1 of 1)"),
        "0",
    )
    assert json.loads(json.dumps(report.to_dict()))["ok"] is True


def test_a_copy_under_another_name_is_found_by_its_content(own_facts: OwnFacts) -> None:
    (own_facts.folder / "documents" / "lab-note.txt").rename(
        own_facts.folder / "documents" / "renamed.txt"
    )
    assert run(own_facts).ok


def test_a_changed_document_is_told_with_the_spans_that_moved(own_facts: OwnFacts) -> None:
    copy = own_facts.folder / "documents" / "lab-note.txt"
    copy.write_text(copy.read_text().replace("95", "96"))
    report = run(own_facts)
    check = only(report)
    assert not report.ok
    assert check.state == "changed"
    assert "use that edition" in check.problem
    assert [fault.passage for fault in check.faults] == [f"lab-0-{check.faults[0].end}"]
    assert "are not the cited words" in report.problems()[1]


def test_a_missing_document_is_told(own_facts: OwnFacts) -> None:
    (own_facts.folder / "documents" / "lab-note.txt").unlink()
    report = run(own_facts)
    assert only(report).state == "missing"
    assert "put the document there" in report.problems()[0]


def test_a_missing_folder_is_an_error_that_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="--documents FOLDER"):
        verify(tmp_path / "nowhere")


def test_a_span_outside_the_document_is_told(own_facts: OwnFacts) -> None:
    path = own_facts.write(("oa:start 0 ;", "oa:start 5000 ;"))
    (fault,) = only(run(own_facts, path)).faults
    assert "outside the document" in fault.problem


def test_a_claim_span_with_another_hash_is_told(own_facts: OwnFacts) -> None:
    path = own_facts.write((":start 0 ;", ":start 1 ;"))
    assert not run(own_facts, path).ok


def test_an_uncovered_paragraph_is_a_gap_until_it_is_left_out_for_a_reason(
    own_facts: OwnFacts,
) -> None:
    uncited = [("cg:statedIn passage:lab-0-", "cg:note passage:lab-0-")]
    report = run(own_facts, own_facts.write(*uncited))
    assert only(report).count("gap") == 1
    assert "line 2" in report.problems()[0]
    omits = (
        "cg:characters",
        "cg:omits [ oa:start 9 ; oa:end 70 ; cg:reason 'menu' ] ; cg:characters",
    )
    report = run(own_facts, own_facts.write(*uncited, omits))
    assert report.ok
    assert only(report).count("omitted") == 1
    assert report.left_out()[0].endswith(": menu")
    assert report.to_dict()["documents"][0]["omitted"][0]["reason"] == "menu"


def test_only_lines_of_five_words_are_content_paragraphs() -> None:
    found = paragraphs(TEXT, [], [])
    assert [(p.line, p.state) for p in found] == [(1, "gap"), (3, "gap")]


def test_four_fifths_of_the_characters_are_enough() -> None:
    whole = TEXT.index("\n")
    (first, _) = paragraphs(TEXT, [(0, round(whole * 0.82))], [])
    assert first.state == "covered"
    (first, _) = paragraphs(TEXT, [(0, round(whole * 0.7))], [])
    assert first.state == "gap"
    (first, _) = paragraphs(TEXT, [(0, round(whole * 0.7))], [Omission(0, whole, "menu")])
    assert first.state == "omitted"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the documents are not here")
def test_the_shipped_citations_verify_and_cover_the_documents() -> None:
    report = verify(CORPUS)
    assert report.problems() == []
    assert report.ok
    assert len(report.documents) == 5
    assert all(check.coverage == 1.0 for check in report.documents)
