"""How much of a piece claims hold."""

from __future__ import annotations

from support.claims import Route

from chipgraph.qa.claims.cover import ABOVE, BELOW, HELD, NAMED, NODE, Coverage
from chipgraph.qa.claims.pieces import Kind, Piece


def entity(*meanings: str, keys: tuple[str, ...] = ()) -> Piece:
    return Piece(Kind.ENTITY, "x", 0, 1, keys, meanings)


def held(route: Route, piece: Piece) -> dict[str, float]:
    row = route.index.coverage.held(piece)
    return {claim: float(row[i]) for i, claim in enumerate(route.index.words.ids)}


def test_claims_about_a_thing_hold_it_whole(route: Route) -> None:
    found = held(route, entity("nvidia-h200"))
    assert all(found[c] == NODE for c in route.index.book.by_node["nvidia-h200"])
    assert set(found.values()) != {NODE}


def test_the_part_stands_for_the_whole_better_than_the_whole_for_the_part(route: Route) -> None:
    assert ABOVE < HELD <= BELOW < NAMED < NODE


def test_kin_is_read_from_the_hierarchies(route: Route) -> None:
    by_node = route.index.book.by_node
    narrow, broad = next(
        (s, t)
        for s, t, _ in route.world.snapshot.edges["BROADER"]
        if by_node.get(t) and by_node.get(s, frozenset()) - by_node[t]
    )
    only_narrow = by_node[narrow] - by_node[broad]
    found = held(route, entity(broad))
    assert max(found[c] for c in only_narrow) >= BELOW - 1e-6


def test_a_year_or_a_number_must_be_written(route: Route) -> None:
    found = held(route, Piece(Kind.YEAR, "2034", 0, 1, number=2034.0, unit="year"))
    for claim, share in found.items():
        said = route.index.book.claims[claim]
        text = f"{said.statement} {said.when} {[a.numbers for a in said.arguments]}"
        assert (share == 1.0) == ("2034" in text)


def test_rare_pieces_weigh_more(route: Route) -> None:
    coverage: Coverage = route.index.coverage
    assert coverage.weight(entity("nvidia")) < coverage.weight(entity("mythic"))
