"""Searching claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.claims import Route

from chipgraph.client import ChipGraph
from chipgraph.qa.claims.index import ClaimIndex


def test_phrasings_find_their_claims(route: Route) -> None:
    book = route.index.book
    sample = list(book.texts.items())[::70]
    first = [route.find(text)[0].claim.id == book.owners[p] for p, text in sample]
    assert sum(first) / len(first) > 0.8


def test_a_named_document_bounds_the_search(route: Route) -> None:
    question = route.read("what is said about growth")
    for document in route.index.book.titles:
        hits = route.index.search(question, documents=frozenset({document}))
        assert hits
        assert {h.claim.document for h in hits} == {document}


def test_the_same_question_has_the_same_hits(route: Route) -> None:
    assert route.find("energy use of accelerators") == route.find("energy use of accelerators")


def test_what_a_claim_lacks_is_told(route: Route) -> None:
    hit = route.find("share of Ambarella in robotaxis in 2031")[0]
    assert "2031" in hit.missing
    assert hit.coverage < 1


@pytest.mark.parametrize("text", ["?", "of the", "xqzv"])
def test_a_question_without_content_still_ends(route: Route, text: str) -> None:
    assert len(route.find(text)) == 24


def test_a_graph_without_claims_has_no_hits(route: Route, graph: ChipGraph) -> None:
    whole = graph.snapshot
    things = {i: n for i, n in whole.nodes.items() if not n.labels & {"Claim", "Phrasing"}}
    edges = {
        name: found
        for name, found in whole.edges.items()
        if all(s in things and t in things for s, t, _ in found)
    }
    bare = replace(whole, nodes=things, edges=edges)
    index = ClaimIndex(bare, graph._store, graph._embedder, graph.schema)
    assert index.search(route.read("growth of inference")) == ()
