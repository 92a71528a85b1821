"""The stages one by one: fixtures/*.txt hold pairs of input ⇒ output under the reason for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipgraph.errors import UsageError
from chipgraph.qa import form as f
from chipgraph.qa.compile import compile_form
from chipgraph.qa.normalise import MAX_CHARACTERS, fold, key, tokens
from chipgraph.qa.question import Question
from chipgraph.qa.reading import read
from chipgraph.qa.scan import scan
from chipgraph.qa.wants import classify

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.qa.pipeline import Answerer

FIXTURES = Path(__file__).parent / "fixtures"
FORMS: dict[str, Any] = {
    term.__name__: term
    for term in (f.Ents, f.All, f.Has, f.Obs, f.When, f.Where, f.Within, f.Narrower)
} | {term.__name__: term for term in (f.Join, f.And, f.Or, f.Minus, f.Top)}
# What a stage does not do yet: input → reason. Strict: a repair must come off this list.
FAULTS: dict[str, dict[str, str]] = {
    "wants": {
        "number of chips that run in cars": "chips are taken for a unit, as in: how many GB",
    },
}


def pairs(stage: str) -> list[Any]:
    """A list of `_pairs`."""
    return list(_pairs(stage))


def _pairs(stage: str) -> Iterator[Any]:
    """The pairs of a stage as parameters, with what is known to fail marked so."""
    for line in (FIXTURES / f"{stage}.txt").read_text(encoding="utf-8").splitlines():
        given_text, arrow, wanted = line.partition(" ⇒ ")
        if not arrow or line.startswith("#"):
            continue
        reason = FAULTS.get(stage, {}).get(given_text)
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(given_text, wanted.strip(), id=given_text, marks=marks)


def understood(text: str, answerer: Answerer) -> Question:
    """A question after scanning."""
    return scan(Question(text, tokens(text)), answerer.lexicon)


@pytest.mark.parametrize(("phrase", "wanted"), pairs("normalise"))
def test_normalise(phrase: str, wanted: str) -> None:
    assert key(phrase) == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("scan"))
def test_scan(text: str, wanted: str, answerer: Answerer) -> None:
    question = understood(text, answerer)
    anchors = {
        f"{question.words(a.start, a.end)} = {a.entry.kind} {a.entry.target}"
        for a in question.anchors
    }
    literals = {
        f"{question.words(n.start, n.end)} = literal {n.value:.12g} {n.unit}".strip()
        for n in question.literals
    }
    found, unknown = anchors | literals, [question.tokens[i].text for i in question.unknown]
    for part in wanted.split(", "):
        if part.startswith("unknown: "):
            assert unknown == part.removeprefix("unknown: ").split()
        else:
            assert part in found
    if "unknown: " not in wanted:
        assert not unknown


@pytest.mark.parametrize(("text", "wanted"), pairs("repair"))
def test_repair(text: str, wanted: str, answerer: Answerer) -> None:
    question = answerer.speller.mended(understood(text, answerer))
    shown = ", ".join(f"{typed} → {read_as}" for typed, read_as in question.repairs)
    assert (shown or "nothing") == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("wants"))
def test_wants(text: str, wanted: str, answerer: Answerer) -> None:
    assert classify(understood(text, answerer)) == wanted


@pytest.mark.parametrize(("text", "cypher"), pairs("parse"))
def test_parse(text: str, cypher: str, answerer: Answerer, graph: ChipGraph) -> None:
    question = answerer.understand(text)
    readings, _ = read(question, answerer.world, answerer.rules, answerer.lexicon)
    wanted = {row[0] for row in graph.cypher(cypher).rows}
    assert wanted, "the Cypher of the fixture finds nothing"
    assert set(answerer.world.members(readings[0].denotation)) == wanted, readings[0].form


@pytest.mark.parametrize(("text", "cypher"), pairs("compile"))
def test_compile(text: str, cypher: str, answerer: Answerer, graph: ChipGraph) -> None:
    label, _, written = text.partition(": ")
    form: f.Form = eval(written, {"__builtins__": {}}, FORMS)
    query = compile_form(form, answerer.world, label)
    wanted = {row[0] for row in graph.cypher(cypher).rows}
    assert wanted, "the Cypher of the fixture finds nothing"
    assert {row["id"] for row in graph.cypher(query.text, **query.parameters).records()} == wanted
    assert set(answerer.world.members(answerer.world.denote(form))) == wanted


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_tokens_stand_in_order_where_they_say(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.text in fold(text[token.start : token.end])
        end = token.end


def test_a_question_that_is_too_long_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError) as caught:
        tokens("x" * (MAX_CHARACTERS + 1))
    assert caught.value.hint
