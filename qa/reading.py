"""Complete readings of a question by route A: chart items, resolved, scored and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chipgraph.qa import form as f
from chipgraph.qa.chart import Chart
from chipgraph.qa.focus import asked_classes
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.item import Item
from chipgraph.qa.leftover import skipped, unsaid, years, years_of
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.lexicon.build import DATED
from chipgraph.qa.question import Anchor, Question, Wants
from chipgraph.qa.rules import Rules
from chipgraph.qa.seeds import common, seeds
from chipgraph.qa.senses import kin
from chipgraph.qa.wants import asks_when
from chipgraph.qa.world import World

STRONG_AND = ("both", "as well as", "as well", "each", "overlap", "also")
# Hand-set weights of the ranker (log-linear over schema-free features); see docs/quality.md.
WEIGHTS = {
    "parse": 1.0,
    "skipped": -0.9,  # per weight of a recognised phrase left out
    "unknown": -0.8,  # per content word that nothing explains
    "far": 0.0,  # counted where the item is made; the gate looks at it
    "unsaid": -1.2,  # a negation or a limit that the reading leaves out
    "hole": -1.0,  # per member of a list that denotes nothing
    "year": -1.5,  # per year that it leaves out
    "name": -0.6,  # per name left out, beyond its weight
    "focus": 1.6,  # the class asked for is the class of the answer
    "off_focus": -1.4,
    "inner": -1.0,  # what is taken away is taken from what is asked for, if from anything
    "self": -2.5,  # names only what the question names
    "size": -0.1,  # a whole class is a poor answer
}


class Part(NamedTuple):
    """One of several figures that a question speaks of, each in words of its own."""

    form: f.Form
    name: str = ""  # the words; empty for the name of the thing
    end: bool | None = None  # of a range: the upper one, the lower one, both


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of the whole question."""

    form: f.Form
    label: str
    score: float
    denotation: int
    parts: tuple[f.Form, ...] = ()  # the members of a list, in the order of the question
    used: frozenset[Anchor] = frozenset()
    measures: tuple[str, ...] = ()
    shows: str = ""  # the property that is asked for
    skipped: tuple[str, ...] = ()
    edited: bool = False  # taken over from the question before
    worked: bool = False  # from its figures what is asked can be worked out
    supposed: bool = False  # a share, of an amount that the question gives
    told: tuple[Part, ...] = ()  # the parts, where each was understood by itself
    namesakes: tuple[str, ...] = ()  # the things that one name may mean; a part is of each
    features: dict[str, float] = field(default_factory=dict, compare=False)

    def loses(self, *names: str) -> bool:
        """Whether it has any of these faults: a name, a year, a negation that it leaves out…"""
        return any(self.features.get(name) for name in names)


def side_by_side(
    forms: Sequence[f.Form], question: Question, world: World, measures: tuple[str, ...] = ()
) -> Reading:
    """The figures that several forms denote as one reading, which the caller has to score."""
    whole = f.either(forms)
    used = frozenset(a for a in question.anchors if a.entry.kind != "operator")
    return Reading(
        form=whole, label=OBSERVATION, score=0.0, denotation=world.denote(whole),
        parts=tuple(forms) if len(forms) > 1 else (), used=used, measures=measures,
    )  # fmt: skip


def read(
    question: Question, world: World, rules: Rules, lexicon: Lexicon, extra: Iterable[Item] = ()
) -> tuple[tuple[Reading, ...], Chart]:
    """The readings of a question, best first; `extra` items come from the dialogue."""
    chart = Chart(rules, (*seeds(question, world), *extra), len(question.tokens))
    focus = asked_classes(question, world)
    found: dict[tuple[f.Form | str, ...], Reading] = {}
    for item in chart.parse():
        if item.kind != "set":
            continue
        for reading in _resolve(item, question, world, focus):
            key = (reading.form, reading.shows, *reading.parts)
            if key not in found or found[key].score < reading.score:
                found[key] = reading
    ranked = sorted(found.values(), key=lambda r: (-r.score, str(r.form)))
    return tuple(ranked), chart


def weighed(item: Item, question: Question, world: World) -> Reading:
    """A set that did not come out of the chart as a reading, by the same features."""
    return _score(item, item.form, question, world, asked_classes(question, world), 0.0)


def _resolve(
    item: Item, question: Question, world: World, focus: frozenset[str]
) -> Iterator[Reading]:
    strong = any(
        question.words(a.start, a.end).casefold() in STRONG_AND
        for a in question.operators.get("operators.and", ())
    )
    if item.shows and question.wants is Wants.COUNT:
        item = replace(item, shows="")  # as many as there are things that have it
    wholes: list[f.Form] = []
    if len(item.senses) == 1:
        wholes.append(item.form)
    else:
        both, either = item.form, item.form
        for form in item.forms[1:]:
            both, either = f.And(both, kin(form, both, item.label, world)), f.Or(either, form)
        wholes.append(either)
        if world.denote(both) and item.label != OBSERVATION:
            wholes.append(both)
    for i, whole in enumerate(wholes):
        bonus = (0.8 if strong else -0.4) if i == 1 else 0.0
        if question.wants is Wants.BOOLEAN and len(item.senses) > 1 and not _listed(item):
            bonus -= NO_LIST
        yield _score(item, whole, question, world, focus, bonus)
        for name in _dates(item, question, world):
            yield _score(replace(item, shows=name), whole, question, world, focus, bonus)
        whole_list = len(item.senses) == 1 or all(sense.bits for sense in item.senses)
        figured = question.wants in FIGURED
        if item.label == OBSERVATION and _measured(item) and whole_list and not figured:
            subjects = f.Join(SUBJECT, False, whole)
            bits = world.denote(subjects)
            label = common(bits, world)
            if label:
                yield _score(
                    replace(item, label=label, senses=(f.Sense(subjects, bits),)), subjects,
                    question, world, focus, bonus - 0.3,
                )  # fmt: skip


def _dates(item: Item, question: Question, world: World) -> tuple[str, ...]:
    """The dates that `when` may ask of a set of things that have one."""
    if item.shows or not asks_when(question):
        return ()
    return tuple(
        name
        for name, terms in world.schema.attributes.items()
        if terms[0].datatype in DATED and world.schema.has(item.label, name)
    )


NO_LIST = 2.0  # "does A … B" asks whether, it does not list


def _listed(item: Item) -> bool:
    return any(a.entry.target in {"operators.and", "operators.or"} for a in item.used)


FIGURED = frozenset({Wants.VALUE, Wants.RANK, Wants.COMPARE})


def _measured(item: Item) -> bool:
    return bool(item.measures) or any(measured(form) for form in item.forms)


def measured(form: f.Form) -> bool:
    """Whether a form says which quantity, by a measure or by the unit of a limit."""
    return any(isinstance(p, f.Obs | f.Where) for p in f.parts(form))


def _score(
    item: Item, form: f.Form, question: Question, world: World, focus: frozenset[str], bonus: float
) -> Reading:
    bits = world.denote(form)
    left = tuple(skipped(item, question, world))
    said = any(a.entry.kind in {"measure", "grade"} for a in question.anchors)
    least = NAME if said or item.label != OBSERVATION else ANY_NAME
    names = sum(1.0 for text, w in left if w >= least)
    wants = question.wants
    features = {
        "parse": item.score + bonus,
        "skipped": sum(w for _, w in left),
        "unknown": float(len(question.unknown)),
        "name": names,
        "far": float(item.far),
        "unsaid": float(unsaid(item, question, world)),
        "hole": float(sum(_hole(s, world) for s in item.senses)) if len(item.senses) > 1 else 0.0,
        "year": float(len(years(question) - years_of(form))),
    }
    if item.label == OBSERVATION:
        features["name"] += _beside(form, item.measures, world)
        if wants in {Wants.VALUE, Wants.RANK, Wants.COMPARE, Wants.COUNT, Wants.TEXT}:
            features["focus"] = 0.5
        if wants is Wants.THINGS and (focus or len(item.senses) < 2):
            features["off_focus"] = 0.7
    elif item.shows:
        features["focus"] = SHOWN
    elif wants is Wants.VALUE and _dates(item, question, world):
        features["off_focus"] = 1.0
    elif focus:
        features["focus" if item.label in focus else "off_focus"] = 1.0
    features["inner"] = _inner(form)
    if not item.shows and _self(form, bits, question, world):
        features["self"] = 1.0
    total = sum(WEIGHTS[name] * value for name, value in features.items())
    return Reading(
        form, item.label, total, bits, item.forms if len(item.forms) > 1 else (), item.used,
        item.measures, item.shows, tuple(text for text, _ in left), features=features,
    )  # fmt: skip


def _beside(form: f.Form, measures: Sequence[str], world: World) -> float:
    """The names that only stand beside whose figure it is, though the figure could be theirs.

    `A's share of B` is no share of B, whatever A has to do with it; of a group it may be.
    """
    fits = world.schema.owners(measures)
    found = set()
    for part in f.parts(form):
        match part:
            case f.Join(f.SUBJECT, True, f.And(f.Ents((_,)), f.Join(relation, _, of))) | f.Join(
                f.SUBJECT, True, f.And(f.Join(relation, _, of), f.Ents((_,)))
            ) if not world.schema.relations[relation].transitive:
                found |= {i for i in f.mentions(of) if world.snapshot.nodes[i].labels & fits}
    return float(len(found))


def _hole(sense: f.Sense, world: World) -> bool:
    """Whether a member of a list denotes nothing; where all were taken away, that is known."""
    form = sense.form
    return not sense.bits and not (isinstance(form, f.Minus) and world.denote(form.left))


def _self(form: f.Form, bits: int, question: Question, world: World) -> bool:
    """Whether it gives back nothing but what the question names."""
    if isinstance(form, f.All | f.Ents):
        return question.wants is not Wants.COUNT
    named = {a.entry.target for a in question.anchors if a.entry.kind == "entity"}
    only = bool(bits) and frozenset(world.members(bits)) <= named
    return only and question.wants is not Wants.BOOLEAN


def _inner(form: f.Form) -> int:
    """How many exceptions stand inside relations or exceptions, not at the set asked for."""
    wholes = (
        p.of if isinstance(p, f.Join) else p.right
        for p in f.parts(form)
        if isinstance(p, f.Join | f.Minus)
    )
    inside = {p for whole in wholes for p in f.parts(whole) if isinstance(p, f.Minus)}
    return len(inside)


NAME = 1.04  # what a name weighs among the skipped, a loose one too
ANY_NAME = 1.0  # a sure or a loose one: where no measure is named, every name counts
SHOWN = 1.0  # the property asked for is named
