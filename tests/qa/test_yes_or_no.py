"""Yes or no over the whole graph: pairs of things drawn by chance, and the relation between them.

What is true is read off the snapshot's edges, so that nothing of the parser is taken for granted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.form import EVIDENCE_LAYER

if TYPE_CHECKING:
    from conftest import Ask

    from chipgraph.qa.world import World

EACH = 12  # pairs of each relation that hold, and as many that do not
LEAST = 0.85  # of the pairs that hold are said to: what is planned or possible is not
MOST = (
    0.1  # of those that do not hold are affirmed, all by statements that stand near; none should be
)


def pairs(world: World, *, hold: bool) -> Iterator[tuple[str, str]]:
    """Questions about pairs of the ends of each relation, by its label."""
    chance = random.Random(11)
    nodes = world.snapshot.nodes
    for name, term in world.schema.relations.items():
        if EVIDENCE_LAYER & {*term.domain, *term.range} or term.transitive:
            continue
        left, right = (sorted(_of(world, ends)) for ends in (term.domain, term.range))
        for _ in range(EACH * 20):
            one, other = chance.choice(left), chance.choice(right)
            if one == other or bool(_true(world, name, one, other)) is not hold:
                continue
            said = [str(nodes[n].properties["name"]) for n in (one, other)]
            yield name, f"Is it true that {said[0]} {term.label} {said[1]}?"


def _of(world: World, labels: tuple[str, ...]) -> Iterator[str]:
    for label in labels:
        for node in world.members(world.labelled(label)):
            if "name" in world.snapshot.nodes[node].properties:
                yield node


def _true(world: World, relation: str, one: str, other: str) -> int:
    below = f.Narrower(f.Ents((other,)))
    near = f.And(f.Ents((one,)), f.Join(relation, True, below))
    back = f.And(f.Ents((one,)), f.Join(relation, False, below))
    symmetric = world.schema.relations[relation].symmetric
    return world.denote(near) | (world.denote(back) if symmetric else 0)


def _drawn(world: World, *, hold: bool) -> list[str]:
    """A few of each relation, each once."""
    found: dict[str, dict[str, None]] = {}
    for name, text in pairs(world, hold=hold):
        if len(found.setdefault(name, {})) < EACH:
            found[name][text] = None
    return [text for texts in found.values() for text in texts]


def test_no_relation_is_affirmed_that_is_not_there(world: World, ask: Ask) -> None:
    asked = _drawn(world, hold=False)
    assert len(asked) > 60
    affirmed = [(t, a.answer) for t in asked if (a := ask(t)).boolean is True]
    assert len(affirmed) <= MOST * len(asked), affirmed


def test_relations_that_are_there_are_affirmed(world: World, ask: Ask) -> None:
    asked = _drawn(world, hold=True)
    right = [text for text in asked if ask(text).boolean is True]
    assert len(right) >= LEAST * len(asked), sorted(set(asked) - set(right))
