"""Figures that are compared, each the answer to a part of the question.

A part is a question of its own: read on the graph, else looked for among the claims, of which one
has to prove a figure. Where one part tells what kind of figure is compared, another may do with
less. A comparison of which one part has no figure is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.claims.pieces import lacking, pieces
from chipgraph.qa.claims.types import Hit
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.gate import LEAST_GRAPH
from chipgraph.qa.normalise import ARTICLES
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Part, Reading, side_by_side
from chipgraph.qa.world import World

LEAST_UNNAMED = 0.44  # of one that does not
LEAST_CLAIM = 0.66  # evidence of a claim, where no part tells what is compared
LEAST_NEXT = 0.55  # and where one does
MOST_CLAIMS = 8  # that are looked at for a figure
_FAULTS = ("name", "year", "unsaid", "hole")


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a question, understood by itself."""

    text: str
    question: Question
    readings: tuple[Reading, ...]
    quality: float  # of the first reading
    search: Callable[[], tuple[Hit, ...]]


Read = Callable[[str], Member]


def figured(
    texts: Sequence[str], question: Question, read: Read, world: World, shared: tuple[str, ...] = ()
) -> Reading | None:
    """One reading of all parts, where each of them has a figure."""
    members = [read(text) for text in texts]
    found = [stated(member, shared, world) for member in members]
    known = {world.schema.measures[m].dimension for m in shared}
    if shared:
        found = [
            form or _only(m, known, world, shared) for m, form in zip(members, found, strict=True)
        ]
    for other in (_only, claimed):
        if other is claimed and not any(found):
            return None  # nothing tells what is compared
        for _ in range(2):  # what one part says tells what kind another is of
            known |= {d for form in found if form is not None for d in dimensions_of(form, world)}
            pairs = zip(members, found, strict=True)
            found = [form or other(member, known, world) for member, form in pairs]
    forms = [form for form in found if form is not None]
    if len(forms) < len(found) or not _comparable(forms, question, world):
        return None
    told = tuple(
        Part(form, _phrase(member, form), _end(member, form, world))
        for member, form in zip(members, forms, strict=True)
    )
    return replace(side_by_side(forms, question, world), told=told)


def _comparable(forms: Sequence[f.Form], question: Question, world: World) -> bool:
    """Whether each has a figure, no two the same; what is ranked has to be of one kind.

    Of two sides each has one figure: else it is open which is meant.
    """
    told = [values_of(form, world) for form in forms]
    kinds = set().union(*(dimensions_of(form, world) for form in forms))
    if question.wants is Wants.RANK:
        return all(told) and (len(kinds) == 1 or "order.time" in question.operators)
    proofs = [_proofs(form, world) for form in forms]
    apart = all(
        told[i] != told[j] or proofs[i].isdisjoint(proofs[j])
        for j in range(len(forms))
        for i in range(j)
    )
    return apart and all(len(values) == 1 for values in told)


def _proofs(form: f.Form, world: World) -> set[str]:
    proved = world.snapshot.outgoing.get("EVIDENCED_BY", {})
    return {claim for i in world.members(world.denote(form)) for claim in proved.get(i, ())}


def of_parts(items: Sequence[q.Quantity], reading: Reading, world: World) -> list[q.Quantity]:
    """The quantities of each part under the part's own words, equal ones once."""
    found: list[q.Quantity] = []
    for part in reading.told:
        members = set(world.members(world.denote(part.form)))
        own: dict[tuple[object, ...], q.Quantity] = {}
        for item in items:
            if item.id in members:
                key = (item.low, item.high, item.unit, item.period)
                own.setdefault(key, q.named(q.end(item, greatest=part.end), part.name))
        found += own.values()
    return found


def claimed_row(question: Question, hits: Sequence[Hit], world: World) -> Reading | None:
    """Figures of one measure that one claim proves of several things: what it sets in a row."""
    parts = pieces(question, world.schema)
    for hit in hits[:MOST_CLAIMS]:
        if hit.evidence < LEAST_CLAIM or lacking(parts, hit.missing):
            continue
        form = _row(hit.claim.observations, world)
        if form is not None:
            return side_by_side((form,), question, world)
    return None


def _row(observations: Iterable[str], world: World) -> f.Form | None:
    nodes, of = world.snapshot.nodes, world.snapshot.outgoing[SUBJECT]
    ids = tuple(sorted(i for i in observations if i in world.index))
    measures = {str(nodes[i].properties.get("measure")) for i in ids}
    things = {thing for i in ids for thing in of[i]}
    if len(measures) != 1 or len(things) < 2:
        return None
    form = f.And(f.Obs(tuple(measures)), f.Ents(ids))
    return form if len(values_of(form, world)) > 1 else None


def stated(member: Member, shared: tuple[str, ...], world: World) -> f.Form | None:
    """The figures that a part names, or those of what is compared, of the thing that it names."""
    first = member.readings[0] if member.readings else None
    if first is None or not first.denotation or len(member.question.unknown) > 1:
        return None
    if first.label == OBSERVATION:
        good = member.quality >= LEAST_GRAPH and not first.loses(*_FAULTS)
        return first.form if good else None
    if not isinstance(first.form, f.Ents):
        return None
    known = shared or tuple(sorted(measured(first.form, world)))
    own = f.And(f.Obs(known), f.Join(SUBJECT, True, first.form))
    return own if known and world.denote(own) and _bare(member) else None


def _bare(member: Member) -> bool:
    """Whether a part says nothing but a name."""
    return bool(_names(member.question))


def _names(question: Question) -> set[str]:
    """The things of which a text is the name, and nothing else."""
    first, end = 0, len(question.tokens)
    while first < end and question.tokens[first].text in ARTICLES:
        first += 1
    return {
        a.entry.target
        for a in question.anchors
        if a.entry.kind == "entity" and (a.start, a.end) in {(first, end), (0, end)}
    }


def measured(thing: f.Form, world: World) -> set[str]:
    """The measures of which a thing has a figure."""
    own = f.And(f.Obs(()), f.Join(SUBJECT, True, thing))
    nodes = world.snapshot.nodes
    return {str(nodes[i].properties.get("measure")) for i in world.members(world.denote(own))}


def _only(
    member: Member, known: set[str], world: World, shared: tuple[str, ...] = ()
) -> f.Form | None:
    """The only figure of the kind that is compared which fits what a part does say."""
    if member.quality < LEAST_UNNAMED or (len(known) > 1 and not shared):
        return None
    measures = shared or _of_dimension(known, world)
    for reading in member.readings[:3]:
        if reading.label != OBSERVATION or reading.loses("name", "year", "hole"):
            continue
        form = f.And(reading.form, f.Obs(measures))
        if f.mentions(reading.form) and len(values_of(form, world)) == 1:
            return form
    return None


def claimed(member: Member, known: set[str], world: World) -> f.Form | None:
    """The figure that the nearest claim proves which misses no name, year or number of a part."""
    parts = pieces(member.question, world.schema)
    least = LEAST_NEXT if len(known) == 1 else LEAST_CLAIM
    for hit in member.search()[:MOST_CLAIMS]:
        if lacking(parts, hit.missing) or hit.evidence < least:
            continue
        form = _proved(hit.claim.observations, member, known, world)
        if form is not None:
            return form
    return None


def _proved(
    observations: Iterable[str], member: Member, known: set[str], world: World
) -> f.Form | None:
    """The figures that a claim proves, of what the part names, where they are one figure."""
    nodes, schema = world.snapshot.nodes, world.schema
    named = {a.entry.target for a in member.question.anchors if a.entry.kind == "entity"}
    of = world.snapshot.outgoing[SUBJECT]
    fitting = [
        i
        for i in observations
        if i in world.index
        and (measure := schema.measures.get(str(nodes[i].properties.get("measure")))) is not None
        and (not known or measure.dimension in known)
    ]
    fitting = [i for i in fitting if named & set(of[i])] or fitting
    measures = tuple(sorted({str(nodes[i].properties.get("measure")) for i in fitting}))
    form = f.And(f.Obs(measures), f.Ents(tuple(sorted(fitting))))
    return form if fitting and len(values_of(form, world)) == 1 else None


def _of_dimension(known: set[str], world: World) -> tuple[str, ...]:
    measures = world.schema.measures.values()
    return tuple(sorted(m.id for m in measures if m.dimension in known or not known))


def dimensions_of(form: f.Form, world: World) -> set[str]:
    nodes, measures = world.snapshot.nodes, world.schema.measures
    names = (nodes[i].properties.get("measure") for i in world.members(world.denote(form)))
    return {measures[str(name)].dimension for name in names if str(name) in measures}


def values_of(form: f.Form, world: World) -> set[tuple[object, ...]]:
    """What the figures of a form say, equal ones once; none where one is not disclosed."""
    nodes = world.snapshot.nodes
    return {
        tuple(nodes[i].properties.get(name) for name in ("value", "low", "high", "unit", "period"))
        for i in world.members(world.denote(form))
        if nodes[i].properties.get("unit")
    }


def _phrase(member: Member, form: f.Form) -> str:
    """What a part is called: as it is written, or by the name that it is."""
    return "" if _names(member.question) & f.mentions(form) else member.text


def _end(member: Member, form: f.Form, world: World) -> bool | None:
    """Whether the upper or the lower end of a range is meant; None where neither is said.

    A superlative means one where there is nothing else to choose among.
    """
    ops = member.question.operators
    for name, greatest in (("ends.high", True), ("ends.low", False)):
        if name in ops:
            return greatest
    graded = set(_graded(member.question))
    wider = form.of if isinstance(form, f.Top) else form
    if len(graded) == 1 and len(values_of(wider, world)) == 1:
        return graded.pop()
    return None


def _graded(question: Question) -> Iterator[bool]:
    for anchor in question.anchors:
        if anchor.entry.kind == "grade":
            yield anchor.entry.detail == "max"
        elif anchor.entry.target in {"superlatives.max", "superlatives.min"}:
            yield anchor.entry.target.endswith("max")
