"""Whether figures that are fetched together speak of every name of a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chipgraph.qa import form as f
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.question import Question, longest
from chipgraph.qa.reading import Reading
from chipgraph.qa.world import World

SURE = 0.7  # a name that weighs so much is one
_CONTEXT = ("scope", "region", "statedBy")  # of a figure
_NEXT = (SUBJECT, "EVIDENCED_BY", "ABOUT")  # to its thing, to what proves it and what that is about


def held(reading: Reading, question: Question, world: World, *, all_kinds: bool = True) -> bool:
    """Whether the figures are of, in or by whatever the question names, or next to it.

    What stands next to a figure's thing is not enough where the figure could be its own: `A's share
    of B` is no share of B. Whose the rest is, as in `what is left for C`, has no figure. Without
    `all_kinds` only what could have such a figure has to be held.
    """
    figures = world.members(reading.denotation)
    known = set(f.mentions(reading.form)).union(*(_around(figure, world) for figure in figures))
    snapshot = world.snapshot
    measured = {str(snapshot.nodes[figure].properties.get("measure")) for figure in figures}
    owners = world.schema.owners(measured)
    for things in _named(question, SURE if all_kinds else 0.0):
        could = any(snapshot.nodes[thing].labels & owners for thing in things)
        beside = any(known & set(snapshot.neighbours(thing)) for thing in things)
        if not things & known and (could or (all_kinds and not beside)):
            return False
    return True


def _named(question: Question, least: float) -> Iterator[set[str]]:
    """The things that each name of such a weight may mean, the longest names alone."""
    rest = min((a.end for a in question.operators.get("compare.rest", ())), default=None)
    named = [
        a
        for a in question.anchors
        if a.entry.kind == "entity" and a.entry.weight >= least and (rest is None or a.start < rest)
    ]
    spans: dict[tuple[int, int], set[str]] = defaultdict(set)
    for a in longest(named):
        spans[a.start, a.end].add(a.entry.target)
    yield from spans.values()


def _around(figure: str, world: World) -> Iterator[str]:
    snapshot = world.snapshot
    given = snapshot.nodes[figure].properties
    yield from (str(given.get(name, "")) for name in _CONTEXT)
    things, proof, about = (snapshot.outgoing.get(relation, {}) for relation in _NEXT)
    yield from things.get(figure, ())
    for claim in proof.get(figure, ()):
        yield from about.get(claim, ())
