"""A date is the same date however it is written, and nothing that is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.qa.dates import dated
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.normalise import key, tokens
from chipgraph.qa.question import Entry

WAYS = ("{d}/{m}/{y}", "{m}/{d}/{y}", "{name} {d}, {y}", "{name} {d}th {y}", "{d} {name} {y}",
        "the {d}th of {name}, {y}", "{short} {d} {y}")  # fmt: skip


def known(*days: date) -> Lexicon:
    texts = [day.isoformat() for day in days]
    entries = {key(t): (Entry("value", t, t, "graph", detail="day"),) for t in texts}
    return Lexicon(entries, frozenset(), frozenset())


def found(text: str, lexicon: Lexicon) -> set[str]:
    return {anchor.entry.target for anchor in dated(tokens(text), lexicon)}


@given(st.dates(date(1000, 1, 1)), st.sampled_from(WAYS))
def test_every_way_to_write_a_date_finds_it(day: date, way: str) -> None:
    said = way.format(
        d=day.day, m=day.month, y=f"{day:%Y}", name=f"{day:%B}", short=f"{day:%b}".lower()
    )
    assert day.isoformat() in found(f"what happened on {said} in the harbour?", known(day))


def test_a_date_may_be_read_with_the_month_first_or_last() -> None:
    both = known(date(2017, 8, 10), date(2017, 10, 8))
    assert found("on 10/08/2017", both) == {"2017-08-10", "2017-10-08"}
    assert found("on 10/08/2017", known(date(2017, 10, 8))) == {"2017-10-08"}


@pytest.mark.parametrize("text", ["on 30/02/2017", "in may 2017", "on 10/08/2018", "8 / 10"])
def test_what_is_no_known_date_is_none(text: str) -> None:
    assert found(text, known(date(2017, 8, 10), date(2017, 2, 28))) == set()
