"""Whether the question says what a proposal says: every term, no more, and which way round.

A term is said by a word that the lexicon knows for it, or by words that nothing here knows and that
the proposal claims for it, if its name is among the nearest of its kind to them. What a question
says with words that turn an answer (not, most, under, a year) must be in the form, and the reverse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from chipgraph.qa import form as f
from chipgraph.qa.draft import Memory
from chipgraph.qa.focus import asked_classes
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.lexicon.build import VOICE
from chipgraph.qa.normalise import tokens
from chipgraph.qa.paths import Paths
from chipgraph.qa.proposals import turns
from chipgraph.qa.proposals.check import Labels
from chipgraph.qa.proposals.decode import Misfit, Program, Step
from chipgraph.qa.proposals.nearest import Nearest
from chipgraph.qa.question import Anchor, Entry, Question
from chipgraph.qa.seeds import of_amount, overshadowed
from chipgraph.qa.world import World

READ = 0.8  # the weight of words that a proposal explains, beside those that the lexicon does
_KINDS = {  # of an anchor, by what it says
    "class": frozenset({"class"}),
    "measure": frozenset({"measure", "grade"}),
    "concept": frozenset({"concept", "value"}),
    "property": frozenset({"attribute", "extreme"}),
}


@dataclass(slots=True)
class Evidence:
    """By which words a form is said."""

    used: set[Anchor] = field(default_factory=set)
    read: dict[tuple[int, int], Anchor] = field(default_factory=dict)  # words nobody knew
    unsaid: int = 0  # relations that go without saying


@dataclass(frozen=True, slots=True)
class Said:
    """What decides whether a question says a form."""

    question: Question
    world: World
    paths: Paths
    nearest: Nearest
    memory: Memory | None = None

    def evidence(self, program: Program, labels: dict[f.Form, Labels]) -> Evidence:
        """The words that say each step; `Misfit` where one is not said, or words are left over."""
        found = Evidence()
        _Hearing(self, program, labels, found).hear()
        left = set(self.question.unknown) - {i for a, b in found.read for i in range(a, b)}
        if left:
            words = ", ".join(self.question.tokens[i].text for i in sorted(left))
            raise Misfit(f"no step stands for the words: {words}")
        turns.check(program, self.question, found.used, frozenset(found.read.values()), self.world)
        return found

    def anchors(self, kinds: frozenset[str], target: str) -> list[Anchor]:
        """Where the question names a target by words of its own."""
        return [
            a
            for a in self.question.anchors
            if a.entry.kind in kinds
            and a.entry.target == target
            and a.entry.weight > VOICE
            and not of_amount(a, self.question)
            and not overshadowed(a, self.question)
        ]


class _Hearing:
    """One proposal, heard step by step."""

    def __init__(
        self, said: Said, program: Program, labels: dict[f.Form, Labels], found: Evidence
    ) -> None:
        self.said, self.program, self.labels, self.found = said, program, labels, found
        self.question, self.world = said.question, said.world

    def hear(self) -> None:
        # What a relation leaves unsaid depends on what is said of its ends.
        for step in sorted(self.program.steps, key=lambda s: isinstance(s.form, f.Join)):
            try:
                self._step(step)
            except Misfit as misfit:
                raise Misfit(f"step {step.number}: {misfit}") from None
        self._classes()
        if self.program.shows and not self._known("property", self.program.shows):
            raise Misfit("the question does not ask for that property")

    def _step(self, step: Step) -> None:
        match step.form:
            case f.Ents(ids):
                self._things(ids, step)
            case f.All(label):
                if self._known("class", label):
                    return
                if self._span(step.words) is not None or not self._goes_without_saying(step):
                    self._read("class", (label,), step)
            case f.Has(name, values):
                self._terms("concept", values, step, lambda a: a.entry.detail == name)
            case f.Obs(measures):
                self._measures(measures, step)
            case f.When(_, statuses):
                self._terms("concept", statuses, step, lambda a: a.entry.detail == "status")
            case f.Join():
                self._relation(step.form, step)
            case f.Extreme(_, name, _):
                self._terms("property", (name,), step)

    def _classes(self) -> None:
        """A class noun is heard where some set of the form holds nothing else."""
        for step in self.program.steps:
            if not isinstance(step.form, f.Ents):
                self.found.used.update(self._nouns(step.form))

    def _nouns(self, form: f.Form) -> Iterator[Anchor]:
        """The class nouns of the question that a set fits."""
        schema, bits = self.world.schema, self.world.denote(form)
        for a in (*self.question.anchors, *self.found.read.values()):
            if a.entry.kind == "class" and not overshadowed(a, self.question):
                held = self.world.labelled(a.entry.target)
                if self.labels[form] & schema.subclasses(a.entry.target) and not bits & ~held:
                    yield a

    def _known(
        self, kind: str, target: str, fits: Callable[[Anchor], bool] = lambda a: True
    ) -> bool:
        anchors = [
            a for a in self.said.anchors(_KINDS.get(kind, frozenset({kind})), target) if fits(a)
        ]
        self.found.used.update(anchors)
        return bool(anchors)

    def _terms(
        self,
        kind: str,
        targets: Sequence[str],
        step: Step,
        fits: Callable[[Anchor], bool] = lambda a: True,
    ) -> None:
        self._read(kind, [t for t in targets if not self._known(kind, t, fits)], step)

    def _measures(self, measures: Sequence[str], step: Step) -> None:
        """A measure is named, or it is the one of these things that the asked unit is for."""
        left = [m for m in measures if not self._known("measure", m)]
        if left and not self._by_unit(left, step):
            self._read("measure", left, step)
        self._decided(measures, step)

    def _decided(self, measures: Sequence[str], step: Step) -> None:
        """`larger` may grade several measures: all but one must find nothing here."""
        anchors = [a for a in self.question.anchors if a.entry.kind in _KINDS["measure"]]
        mine = [a for a in anchors if a.entry.target in measures]
        if not mine or any(a.entry.kind == "measure" for a in mine):
            return
        spans = {(a.start, a.end) for a in mine}
        for a in anchors:
            if (a.start, a.end) in spans and a.entry.target not in measures:
                other = f.exchange(self.program.form, step.form, f.Obs((a.entry.target,)))
                if self.world.denote(other):
                    raise Misfit("the word may mean another measure as well")

    def _by_unit(self, measures: Sequence[str], step: Step) -> bool:
        """`how many hectares`: no other measure in that unit would find anything else."""
        schema, whole = self.world.schema, self.program.form
        amounts = {n.end for n in self.question.literals}
        asked = {
            schema.units[a.entry.target].dimension
            for a in self.question.anchors
            if a.entry.kind == "unit" and a.entry.target in schema.units and a.start not in amounts
        }
        same = tuple(m.id for m in schema.measures.values() if m.dimension in asked)
        wider = f.exchange(whole, step.form, f.Obs(same))
        return set(measures) <= set(same) and self.world.denote(wider) == self.world.denote(whole)

    def _things(self, ids: Sequence[str], step: Step) -> None:
        left = [i for i in ids if not self._known("entity", i)]
        if left and self._meant(left, ids):
            return
        self._read("entity", left, step)
        for node in ids:
            self._only(node, ids, step)

    def _meant(self, left: Sequence[str], ids: Sequence[str]) -> bool:
        """Whether a pronoun stands for exactly these: all that was answered, or named, before."""
        memory, ops = self.said.memory, self.question.operators
        back = [*ops.get("operators.they", ()), *ops.get("operators.it", ())]
        if memory is None or not back or len(left) < len(ids):
            return False
        self.found.used.update(back)
        return set(ids) in (set(memory.entities), set(memory.named))

    def _only(self, node: str, ids: Sequence[str], step: Step) -> None:
        """Of things that share the name, the question must decide for one, not the proposal."""
        mine = self.said.anchors(frozenset({"entity"}), node)
        for other in self.question.anchors:
            if other.entry.kind != "entity" or other.entry.target in ids:
                continue
            same = [a for a in mine if (a.start, a.end) == (other.start, other.end)]
            if any(other.entry.weight >= a.entry.weight for a in same) and len(mine) == len(same):
                whole = self.program.form
                swapped = f.exchange(whole, step.form, f.Ents((other.entry.target,)))
                if self.world.denote(swapped):
                    raise Misfit("the name may mean another thing as well")

    def _read(self, kind: str, targets: Sequence[str], step: Step) -> None:
        """Words that nothing here knows, read as a term: one step, one term, once."""
        if not targets:
            return
        span = self._span(step.words) if len(targets) == 1 else None
        words = self.question.words(*span) if span else ""
        entry = self.said.nearest.of(words.casefold(), kind, targets[0]) if words else None
        if span is None or entry is None:
            raise Misfit(f"nothing in the question says this {_CALLED.get(kind, kind)}")
        if any(a < span[1] and span[0] < b for a, b in self.found.read):
            raise Misfit("these words already stand for something else")
        meaning = Entry(
            kind, entry.target, entry.surface, "proposed", READ, entry.inverse, entry.detail
        )
        self.found.read[span] = Anchor(*span, meaning, repaired=words)

    def _span(self, words: str) -> tuple[int, int] | None:
        """Where the words stand in the question, if nobody knew one and none is a known name."""
        wanted = [t.text for t in tokens(words)]
        have = [t.text for t in self.question.tokens]
        for start in range(len(have) - len(wanted) + 1 if wanted else 0):
            end = start + len(wanted)
            if have[start:end] == wanted and set(range(start, end)) & set(self.question.unknown):
                known = any(
                    a.start < end and start < a.end and a.entry.kind in {"entity", "document"}
                    for a in self.question.anchors
                )
                return None if known else (start, end)
        return None

    def _goes_without_saying(self, step: Step) -> bool:
        """A class that the question word asks for, or that narrows nothing."""
        assert isinstance(step.form, f.All)
        label = step.form.label
        if label in asked_classes(self.question, self.world):
            return True
        for part in f.parts(self.program.form):
            match part:
                case f.And(f.All() as mine, other) | f.And(other, f.All() as mine):
                    if mine == step.form:
                        held = self.world.labelled(label)
                        return not self.world.denote(other) & ~held
                case f.Join(name, forward, f.All() as mine) if mine == step.form:
                    term = self.world.schema.relations[name]
                    return label in (term.range if forward else term.domain)
        return False

    def _relation(self, join: f.Join, step: Step) -> None:
        self._terms("concept", join.standing, step, lambda a: a.entry.detail == "standing")
        if join.relation == SUBJECT:
            return
        term = self.world.schema.relations[join.relation]
        anchors = self.said.anchors(frozenset({"relation"}), join.relation)
        turned = not term.symmetric and self._both_ways(join)
        if anchors and turned and not any(self._reads(a, join) for a in anchors):
            raise Misfit("the question says this relation the other way round, or not clearly")
        if anchors:
            self.found.used.update(anchors)
        elif self._standing(join):
            return
        elif not step.words and self._implied(join):
            self.found.unsaid += 1
        elif turned:
            raise Misfit("nothing in the question says which way round this relation is")
        else:
            self._read("relation", (join.relation,), step)

    def _standing(self, join: f.Join) -> bool:
        """`challengers in S`: the standing names the relation that has it."""
        return bool(join.standing)

    def _both_ways(self, join: f.Join) -> bool:
        """Whether the relation could as well lead the other way from the same things."""
        term = self.world.schema.relations[join.relation]
        other = term.domain if join.forward else term.range
        below = {n for label in other for n in self.world.schema.subclasses(label)}
        return bool(below & self.labels[join.of])

    def _reads(self, anchor: Anchor, join: f.Join) -> bool:
        """`makes X` asks for the subject, `X makes` for the object: the nearest name decides."""
        ids = f.mentions(join.of)
        places = [
            a.start
            for a in self.question.anchors
            if a.entry.target in ids
            or (a.entry.kind == "class" and f.All(a.entry.target) == join.of)
        ]
        if not places:
            return False
        nearest = min(places, key=lambda place: abs(place - anchor.start))
        before = anchor.start < nearest
        return join.forward == (before != anchor.entry.inverse)

    def _implied(self, join: f.Join) -> bool:
        """One step, the only one between such things, to things that the question speaks of."""
        asked = asked_classes(self.question, self.world)
        sets: list[f.Form] = [join]
        for part in f.parts(self.program.form):
            if isinstance(part, f.And) and join in (part.left, part.right):
                sets.append(part)
        if not (self.labels[join] & asked or any(any(self._nouns(s)) for s in sets)):
            return False
        step = ((join.relation, join.forward),)
        found = {
            self.said.paths.between(outer, inner)
            for outer in self.labels[join]
            for inner in self.labels[join.of]
        }
        return (step,) in found and not any(step in p and len(p) > 1 for p in found)


_CALLED = {"entity": "thing", "concept": "value"}


def without_overlap(anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """Anchors side by side, the widest first where they overlap."""
    kept: list[Anchor] = []
    for a in sorted(anchors, key=lambda a: (-a.width, -a.entry.weight, a.start, a.entry.target)):
        if all(a.end <= b.start or a.start >= b.end for b in kept):
            kept.append(a)
            yield a
