"""What the claim route passes on: claims read from the graph, hits of a search, an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.question import Wants

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.ontology.schema import Schema


@dataclass(frozen=True, slots=True)
class About:
    """A node that a claim is about, and the part it plays there."""

    node: str
    role: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class Argument:
    """A quantity, a range, a date or a text that a claim holds."""

    role: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    text: str = ""
    qualifier: str = ""
    order: int = 0

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value, or the two ends of the range."""
        return tuple(n for n in (self.value, self.low, self.high) if n is not None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one document, as the graph holds it."""

    id: str
    statement: str
    kind: str
    predicate: str
    document: str
    section: str
    start: int
    end: int
    polarity: bool = True
    modality: str = "fact"
    when: str = ""
    about: tuple[About, ...] = ()
    arguments: tuple[Argument, ...] = ()
    attribution: tuple[str, ...] = ()  # names, outermost first
    observations: tuple[str, ...] = ()  # ids of the observations that it proves

    @property
    def nodes(self) -> frozenset[str]:
        """The ids of all nodes that it is about."""
        return frozenset(about.node for about in self.about)


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim found for a question, and how much of the question it holds."""

    claim: Claim
    score: float  # fused, higher is nearer; comparable within one question only
    similarity: float  # cosine of the question and the nearest phrasing or the statement
    phrasing: str = ""  # the text that was nearest
    coverage: float = 0.0  # share of the question's content that the claim holds, 0 to 1
    missing: tuple[str, ...] = ()  # the words, names, years and numbers that it does not hold
    absent: tuple[str, ...] = ()  # of these, what it does not even hold by way of something wider

    @property
    def evidence(self) -> float:
        """How near and how complete it is, 0 to 1."""
        return weighed(self.similarity, self.coverage)


def weighed(similarity: float, coverage: float) -> float:
    """Nearness and completeness of a claim as one figure, 0 to 1."""
    return 0.6 * similarity + 0.4 * coverage


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """What is known about a question before claims are asked."""

    snapshot: Snapshot
    schema: Schema
    wants: Wants
    classes: frozenset[str] = frozenset()  # labels asked for
    named: frozenset[str] = frozenset()  # entities that the question names
    excluded: frozenset[str] = frozenset()  # of these, the ones that it sets aside
    measures: frozenset[str] = frozenset()  # measures asked for
    periods: frozenset[str] = frozenset()  # years and periods that it names


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What the claims say to a question; the ranker and the gate decide whether it is given."""

    wants: Wants
    claims: tuple[Claim, ...]  # what to cite, the most direct first
    entities: tuple[str, ...] = ()  # node ids, in answer order
    items: tuple[str, ...] = ()  # what a list names, where its items are the answer
    observations: tuple[str, ...] = ()  # observation ids
    values: tuple[Value, ...] = ()
    boolean: bool | None = None
    text: str = ""
    features: Mapping[str, float] = field(default_factory=dict)
    refusal: Reason | None = None
