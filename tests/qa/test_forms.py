"""A form means the same on the snapshot and in the store: set algebra and Cypher agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from support.forms import Forms, denoted, stored

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.qa.pipeline import Answerer
    from chipgraph.qa.world import World

QUICK = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_sets_of_things_agree(answerer: Answerer) -> None:
    filled = []

    @QUICK
    @given(Forms(answerer.world).labelled())
    def agree(pair: tuple[str, f.Form]) -> None:
        label, form = pair
        found = stored(form, label, answerer.world, answerer.store)
        assert found == denoted(form, label, answerer.world), form
        filled.append(bool(found))

    agree()
    assert sum(filled) > len(filled) / 3  # most forms are about something


def test_sets_of_quantities_agree(answerer: Answerer) -> None:
    @QUICK
    @given(Forms(answerer.world).observations())
    def agree(form: f.Form) -> None:
        found = stored(form, OBSERVATION, answerer.world, answerer.store)
        assert found == denoted(form, OBSERVATION, answerer.world), form

    agree()


def test_one_edge_may_meet_two_conditions(answerer: Answerer) -> None:
    world, store = answerer.world, answerer.store
    tiers = f.Join("HAS_TIER", True, f.All("DeploymentTier"))
    assert denoted(f.And(tiers, tiers), "Segment", world)
    twice = stored(f.And(tiers, tiers), "Segment", world, store)
    assert twice == stored(tiers, "Segment", world, store)


def test_a_symmetric_relation_may_lead_back(answerer: Answerer) -> None:
    partners = f.Join("PARTNERS_WITH", True, f.All("Vendor"))
    form = f.Join("PARTNERS_WITH", True, partners)
    found = stored(form, "Vendor", answerer.world, answerer.store)
    assert found == denoted(form, "Vendor", answerer.world)


def test_the_snapshot_is_the_store(graph: ChipGraph, world: World) -> None:
    for label in ("Vendor", "Chip", "Segment", OBSERVATION):
        rows = graph.cypher(f"MATCH (x:{label}) RETURN x.id AS id")
        assert {row["id"] for row in rows.records()} == set(world.snapshot.by_label[label])
