"""Typed logical forms: what a question means, before any query language.

A form denotes a set of nodes; quantities are `Observation` nodes, so a value, a ranking and a
comparison are sets too. Forms are plain frozen dataclasses: equal meaning written equally is equal,
which is what the chart dedupes by, and every form compiles to one Cypher query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

OBSERVATION = "Observation"
ROUNDING = 0.005  # of a number, on both sides: "$4.2" is also what lists 4.20
SUBJECT = "OF"  # Observation to the thing that it quantifies
# What proves and quantifies is reached by citations and values, never by an unsaid relation.
EVIDENCE_LAYER = frozenset({"Claim", "Passage", "Document", "Phrasing", OBSERVATION})


@dataclass(frozen=True, slots=True)
class Ents:
    """The nodes with these ids."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every node with this label."""

    label: str


@dataclass(frozen=True, slots=True)
class Has:
    """Nodes whose property holds one of these values (a concept and the concepts below it).

    Numbers are written as text, as Python writes them.
    """

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obs:
    """Observations of one of these measures; empty for any."""

    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When:
    """Observations whose period names this year (and one of these statuses, if any)."""

    year: str
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """Observations whose normalised value compares so: `comparison` is >, >=, <, <= or =.

    A range equals a number where one of its ends does; equal is whatever rounds to it (`ROUNDING`).
    """

    comparison: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Within:
    """Observations whose scope, region or publisher is in a set."""

    of: Form


@dataclass(frozen=True, slots=True)
class Narrower:
    """A set and everything below or inside it: along relations that are transitive or place."""

    of: Form


@dataclass(frozen=True, slots=True)
class Kin:
    """A set, and what is a part of one of its members or has one as a part, `along` relations."""

    of: Form
    along: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Nodes with an edge to (`forward`) or from a set; `within` qualifies the edge.

    Of what `told` names (documents, publishers, whoever is quoted), one has to say so; `ranks` are
    places in the order in which a source lists.
    """

    relation: str
    forward: bool
    of: Form
    within: Form | None = None
    standing: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    """Nodes in both sets."""

    left: Form
    right: Form


@dataclass(frozen=True, slots=True)
class Or:
    """Nodes in either set."""

    left: Form
    right: Form


@dataclass(frozen=True, slots=True)
class Minus:
    """Nodes in the first set and not in the second."""

    left: Form
    right: Form


@dataclass(frozen=True, slots=True)
class Top:
    """The observations of a set with the greatest (or least) value; ties are kept."""

    of: Form
    greatest: bool


@dataclass(frozen=True, slots=True)
class Extreme:
    """The nodes of a set with the greatest (or least) value of a property; ties are kept."""

    of: Form
    property: str
    greatest: bool


Form = (
    Ents
    | All
    | Has
    | Obs
    | When
    | Where
    | Within
    | Narrower
    | Kin
    | Join
    | And
    | Or
    | Minus
    | Top
    | Extreme
)


class Sense(NamedTuple):
    """A form and what it denotes on the snapshot, as a bit set."""

    form: Form
    bits: int


def either(forms: Sequence[Form]) -> Form:
    """Nodes in any of some sets."""
    whole = forms[0]
    for form in forms[1:]:
        whole = Or(whole, form)
    return whole


def parts(form: Form) -> Iterator[Form]:
    """The form and every form inside it, outermost first."""
    waiting = [form]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, And | Or | Minus):
            waiting += (part.right, part.left)
        elif isinstance(part, Join):
            waiting += (part.of,) if part.within is None else (part.within, part.of)
        elif isinstance(part, Narrower | Kin | Within | Top | Extreme):
            waiting.append(part.of)


def conjuncts(form: Form) -> Iterator[Form]:
    """What a conjunction joins; a form that is none by itself."""
    if isinstance(form, And):
        yield from conjuncts(form.left)
        yield from conjuncts(form.right)
    else:
        yield form


def steps(form: Form) -> int:
    """How many relations lie between a quantity and what is named."""
    below = [0]
    for part in parts(form):
        if isinstance(part, Join):
            below.append(steps(part.of) + (part.relation != SUBJECT))
    return max(below)


def mentions(form: Form) -> frozenset[str]:
    """The ids of the entities that a form names."""
    return frozenset(i for part in parts(form) if isinstance(part, Ents) for i in part.ids)


def says_more(form: Form) -> bool:
    """Whether a form says anything of the things that it names."""
    return any(
        not isinstance(part, Ents | All | And | Or | Minus | Narrower) for part in parts(form)
    )


def exchange(form: Form, old: Form, new: Form) -> Form:
    """A form with one part exchanged for another."""
    if form == old:
        return new
    match form:
        case And(left, right):
            return And(exchange(left, old, new), exchange(right, old, new))
        case Or(left, right):
            return Or(exchange(left, old, new), exchange(right, old, new))
        case Minus(left, right):
            return Minus(exchange(left, old, new), exchange(right, old, new))
        case Narrower(of):
            return Narrower(exchange(of, old, new))
        case Kin(of, along):
            return Kin(exchange(of, old, new), along)
        case Within(of):
            return Within(exchange(of, old, new))
        case Top(of, greatest):
            return Top(exchange(of, old, new), greatest)
        case Extreme(of, name, greatest):
            return Extreme(exchange(of, old, new), name, greatest)
        case Join():
            within = None if form.within is None else exchange(form.within, old, new)
            return replace(form, of=exchange(form.of, old, new), within=within)
    return form
