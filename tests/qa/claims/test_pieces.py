"""A question taken apart."""

from __future__ import annotations

from support.claims import Route

from chipgraph.qa.claims.pieces import Kind, lacking, pieces


def kinds(route: Route, text: str) -> dict[str, Kind]:
    return {p.surface: p.kind for p in pieces(route.read(text), route.world.schema)}


def test_names_numbers_years_and_words_are_told_apart(route: Route) -> None:
    found = kinds(route, "did NVIDIA sell 300 accelerators in 2031")
    assert found["NVIDIA"] is Kind.ENTITY
    assert found["300"] is Kind.NUMBER
    assert found["2031"] is Kind.YEAR
    assert found["accelerators"] is Kind.WORD
    assert "in" not in found


def test_the_longest_name_wins(route: Route) -> None:
    assert "cloud inference" in kinds(route, "growth of cloud inference")


def test_a_name_set_aside_is_no_piece(route: Route) -> None:
    assert "Intel" not in kinds(route, "which makers besides Intel build NPUs")
    assert "Intel" in kinds(route, "which NPUs does Intel build")


def test_carrier_phrases_ask_for_nothing(route: Route) -> None:
    assert set(kinds(route, "could you please tell me about latency, thanks")) == {"latency"}


def test_a_word_brings_the_other_names_of_its_term(route: Route) -> None:
    parts = pieces(route.read("whose rivals are they"), route.world.schema)
    assert any("compet" in p.also or "competitor" in p.also for p in parts)


def test_names_years_and_numbers_must_not_be_missing(route: Route) -> None:
    parts = pieces(route.read("revenue of Intel in 2031"), route.world.schema)
    assert lacking(parts, ("revenue", "Intel", "2031")) == ("Intel", "2031")
