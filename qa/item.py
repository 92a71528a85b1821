"""What a chart cell holds: a typed piece of meaning with its score and the anchors behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chipgraph.qa.form import Form, Sense, Top
from chipgraph.qa.question import Anchor


@dataclass(slots=True, eq=False)
class Item:
    """A piece of a reading.

    `kind` is set, relation, attribute, told (of a value: `named`), top, without, conjunction,
    listed, comparison, amount, source or place. A set may hold several forms while a list ("A, B
    and C") is not resolved: what combines with it combines with each. Never changed once it is in
    a cell (not frozen: a question makes thousands).
    """

    kind: str
    start: int
    end: int
    score: float
    senses: tuple[Sense, ...] = ()
    label: str = ""  # the most specific class of the set
    relation: str = ""
    inverse: bool = False
    greatest: bool = True
    sign: str = ""  # of a comparison: >, >=, < or <=
    measures: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()  # of an attribute, or of a superlative: property names
    first: str = ""  # the class that it begins with, where it begins with one
    last: str = ""  # the class of the set that was named last
    inside: bool = False  # whether that set stands at the other end of a relation
    shows: str = ""  # the property of a set that is asked for
    told: tuple[str, ...] = ()  # of a source: who says it
    ranks: tuple[int, ...] = ()  # places in a list
    within: Form | None = None  # of a relation: the segment that qualifies it
    value: float = 0.0  # of an amount
    unit: str = ""
    far: int = 0  # unsaid relations of two steps
    used: frozenset[Anchor] = field(default=frozenset())
    notes: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """The only form of an item that is no list."""
        return self.senses[0].form

    @property
    def forms(self) -> tuple[Form, ...]:
        """The form, or the forms of a list."""
        return tuple([sense.form for sense in self.senses])

    @property
    def bits(self) -> int:
        """Everything that it denotes."""
        total = 0
        for sense in self.senses:
            total |= sense.bits
        return total

    @property
    def identity(self) -> tuple[object, ...]:
        """Items of one identity mean the same; the best scored stands for all."""
        return (
            self.kind,
            self.label,
            tuple([sense.bits for sense in self.senses]),
            Top in [type(sense.form) for sense in self.senses],
            self.relation,
            self.inverse,
            self.greatest,
            self.sign,
            self.measures,
            self.attributes,
            self.shows,
            self.value,
            self.unit,
            self.told,
            self.ranks,
            self.within,
        )
