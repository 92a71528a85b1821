"""Whether figures that are fetched together speak of every name of a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from chipgraph.qa import form as f
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.question import Question
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
    owners = _owners(figures, world)
    snapshot = world.snapshot
    for things in _named(question, SURE if all_kinds else 0.0):
        could = any(snapshot.nodes[thing].labels & owners for thing in things)
        beside = any(known & set(snapshot.neighbours(thing)) for thing in things)
        if not things & known and (could or (all_kinds and not beside)):
            return False
    return True


def _owners(figures: Iterable[str], world: World) -> frozenset[str]:
    """The labels of whatever may have figures of the same measures."""
    nodes, schema = world.snapshot.nodes, world.schema
    measures = {str(nodes[figure].properties.get("measure")) for figure in figures}
    terms = [schema.measures[m] for m in measures if m in schema.measures]
    return frozenset(
        n for term in terms for owner in term.applies_to for n in schema.subclasses(owner)
    )


def _named(question: Question, least: float) -> Iterator[set[str]]:
    """The things that each name of such a weight may mean, the longest names alone."""
    rest = min((a.end for a in question.operators.get("compare.rest", ())), default=None)
    spans: dict[tuple[int, int], set[str]] = defaultdict(set)
    for a in question.anchors:
        behind = rest is not None and a.start >= rest
        if a.entry.kind == "entity" and a.entry.weight >= least and not behind:
            spans[a.start, a.end].add(a.entry.target)
    for (start, end), things in spans.items():
        if not any(s <= start and end <= e and e - s > end - start for s, e in spans):
            yield things


def _around(figure: str, world: World) -> Iterator[str]:
    snapshot = world.snapshot
    given = snapshot.nodes[figure].properties
    yield from (str(given.get(name, "")) for name in _CONTEXT)
    things, proof, about = (snapshot.outgoing.get(relation, {}) for relation in _NEXT)
    yield from things.get(figure, ())
    for claim in proof.get(figure, ()):
        yield from about.get(claim, ())
