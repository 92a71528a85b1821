"""Whether what a reading finds can be what is asked for, by the grammar of the question.

`what do vendors …` asks for no vendors, `which is bigger, A or B` for nothing but A and B, and a
whole class with one named thing beside it is the answer to nothing.
"""

from __future__ import annotations

from chipgraph.qa import form as f
from chipgraph.qa.alternatives import alternatives
from chipgraph.qa.claims.english import number
from chipgraph.qa.focus import classes_of
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.question import Anchor, Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.world import World

_NEAR = 3  # words between an auxiliary and the noun of its subject


def misses(reading: Reading, question: Question, world: World) -> bool:
    """Whether the things that a reading finds cannot be those that are asked for."""
    if question.wants is Wants.BOOLEAN:
        return _of_a_third(reading, world)
    if question.wants is not Wants.THINGS or reading.label == OBSERVATION or reading.shows:
        return False
    return (
        reading.label in subject_classes(question, world)
        or _outside(reading, question, world)
        or _redundant(reading.form)
    )


def _of_a_third(reading: Reading, world: World) -> bool:
    """Two things are named and a relation, and what is found is neither of the two."""
    used = [a for a in reading.used if a.entry.kind != "operator"]
    named = {a.entry.target for a in used if a.entry.kind == "entity"}
    if {a.entry.kind for a in used} - {"entity", "relation"} or len(named) < 2:
        return False
    return bool(reading.denotation) and named.isdisjoint(world.members(reading.denotation))


def subject_classes(question: Question, world: World) -> frozenset[str]:
    """The classes of who does what is asked about: `what do vendors …`, `where are chips …`."""
    words = [t.text for t in question.tokens]
    start = next((i for i, w in enumerate(words) if w in number()["asking"] or w == "where"), None)
    if start is None or start + 1 >= len(words):
        return frozenset()
    acting = {*number()["modal"], *number()["doing"]}
    acting |= {*number()["one"], *number()["many"]} if words[start] == "where" else set()
    if words[start] == "which" or words[start + 1] not in acting:
        return frozenset()
    nouns = [a for a in question.anchors if a.entry.kind != "relation" and classes_of(a, world)]
    first = min(
        (a for a in nouns if start + 2 <= a.start < start + 2 + _NEAR),
        key=lambda a: (a.start, -a.width),
        default=None,
    )
    return frozenset() if first is None else classes_of(_head(first, nouns), world)


def _head(first: Anchor, nouns: list[Anchor]) -> Anchor:
    """The last noun of a compound: `chip vendors` are vendors."""
    while True:
        after = [a for a in nouns if a.start == first.end]
        if not after:
            return first
        first = max(after, key=lambda a: a.width)


def _outside(reading: Reading, question: Question, world: World) -> bool:
    """Two things are offered to choose from, and the reading finds others."""
    offered = alternatives(question)
    if not offered:
        return False
    return bool(reading.denotation & ~world.denote(f.Ents(tuple(sorted(offered)))))


def _redundant(form: f.Form) -> bool:
    """A whole class or one named thing: what is asked about that thing is lost."""
    if not isinstance(form, f.Or):
        return False
    kinds = {type(form.left), type(form.right)}
    return kinds == {f.All, f.Ents}
