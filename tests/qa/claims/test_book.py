"""Claims as read from a store."""

from __future__ import annotations

from support.claims import Route

from chipgraph.client import ChipGraph
from chipgraph.qa.claims.book import book_of


def test_every_claim_of_the_store_is_read_whole(route: Route, graph: ChipGraph) -> None:
    book = route.index.book
    [(stored,)] = graph._store.read("MATCH (c:Claim) RETURN count(c)").rows
    assert len(book.claims) == stored
    for claim in book.claims.values():
        assert claim.statement
        assert claim.document in book.titles
        assert claim.end > claim.start
        assert claim.about


def test_things_lead_back_to_the_claims_about_them(route: Route) -> None:
    book = route.index.book
    for claim in book.claims.values():
        assert all(claim.id in book.by_node[node] for node in claim.nodes)


def test_phrasings_belong_to_claims(route: Route) -> None:
    book = route.index.book
    assert set(book.owners) == set(book.texts)
    assert set(book.owners.values()) <= set(book.claims)


def test_arguments_keep_their_numbers_units_and_order(route: Route) -> None:
    found = [a for c in route.index.book.claims.values() for a in c.arguments if a.unit == "GB"]
    assert found
    assert all(a.numbers for a in found)


def test_a_snapshot_is_read_once(graph: ChipGraph) -> None:
    assert book_of(graph.snapshot) is book_of(graph.snapshot)
