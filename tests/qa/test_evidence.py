"""What rows carry beside their ids: what they were found through, and what is cited for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa import form as f
from chipgraph.qa.answer import Status
from chipgraph.qa.compile import compile_form
from chipgraph.qa.draft import Draft, Line
from chipgraph.qa.evidence import CITED
from chipgraph.qa.gate import Ruling
from chipgraph.qa.question import Question
from chipgraph.qa.render import MAX_CITATIONS, render

if TYPE_CHECKING:
    from chipgraph.qa.pipeline import Answerer
    from chipgraph.qa.world import World

COLUMNS = ("claim", "statement", "document", "title", "section", "start", "end")


def test_citations_are_those_that_the_query_of_an_answer_returns(answerer: Answerer) -> None:
    """The citations come from memory; whoever runs `evidence_cypher` gets the same."""
    claims = sorted(answerer.world.snapshot.by_label["Claim"])
    cited = answerer.world.evidence.cite(claims)
    rows = answerer.store.read(CITED, {"claims": claims}).records()
    assert [c.claim for c in cited] == claims
    assert [{name: getattr(c, name) for name in COLUMNS} for c in cited] == [
        {name: row[name] or ("" if row[name] is None else row[name]) for name in COLUMNS}
        for row in rows
    ]


def test_each_row_of_a_long_list_keeps_a_citation(answerer: Answerer) -> None:
    claims = sorted(answerer.world.snapshot.by_label["Claim"])[: 3 * MAX_CITATIONS]
    lines = tuple(Line((c,), (c,)) for c in claims)
    draft = Draft("graph", "many", 1.0, lines=lines, columns=(("Thing", "text", ""),))
    answer = render(Question("?", ()), Ruling(Status.ANSWERED, draft), answerer.world)
    assert all(cells[0].citations for cells in answer.rows.rows)


def test_two_relations_of_a_thing_do_not_multiply_what_is_behind_it(answerer: Answerer) -> None:
    """Makers that have partners: each chip and each claim of both relations, once."""
    world = answerer.world
    form = f.And(
        f.Join("MAKES", True, f.All("Chip")), f.Join("PARTNERS_WITH", True, f.All("Vendor"))
    )
    rows = answerer.store.read(compile_form(form, world, "Vendor")).records()
    assert {row["id"] for row in rows} == set(world.members(world.denote(form)))
    for row in rows:
        made, partners = edges(world, row["id"], "MAKES"), edges(world, row["id"], "PARTNERS_WITH")
        chips = {c for c, _ in made if world.denote(f.All("Chip")) >> world.index[c] & 1}
        assert sorted(row["through"]) == sorted({world.name(c) for c in chips})
        behind = [claims for chip, claims in made if chip in chips] + [c for _, c in partners]
        assert sorted(row["claims"]) == sorted(behind)


def test_a_query_starts_from_what_is_named(answerer: Answerer) -> None:
    form = f.And(
        f.Join("MAKES", True, f.All("Chip")), f.Join("COMPETES_WITH", True, f.Ents(("nvidia",)))
    )
    first, second, *_ = compile_form(form, answerer.world, "Vendor").text.splitlines()
    assert first.startswith("MATCH (y")
    assert second.endswith(".id = $id1")


def edges(world: World, node: str, relation: str) -> list[tuple[str, list[str]]]:
    """The other ends of a relation, in either direction where it has none, with its claims."""
    both = world.schema.relations[relation].symmetric
    return [
        (target if source == node else source, said["claims"])
        for source, target, said in world.snapshot.edges[relation]
        if node == source or (both and node == target)
    ]


@pytest.mark.parametrize(
    "question",
    ["which vendors make chips for cars", "why is inference growing", "memory of the H200"],
)
def test_the_answer_given_is_one_of_the_candidates(question: str, answerer: Answerer) -> None:
    given = answerer.ask(question)
    assert given.status is Status.ANSWERED
    assert given.answer in {answer.answer for _, answer in answerer.candidates(question, 6)}
