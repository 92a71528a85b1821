"""Asks a chat model how a refused question may be read, and lets the gate decide as always."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.answer import Reason, Status
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.gate import PROSE, Ruling, decide
from chipgraph.qa.gloss import gloss
from chipgraph.qa.item import Item
from chipgraph.qa.lexicon.build import VOICE
from chipgraph.qa.narrowing import IMPLICIT
from chipgraph.qa.proposals.chat import Asked, Unheard
from chipgraph.qa.proposals.check import Labels, completed, typed
from chipgraph.qa.proposals.decode import Misfit, Program, decode
from chipgraph.qa.proposals.grammar import MAX_ITEMS, grammar
from chipgraph.qa.proposals.nearest import Nearest
from chipgraph.qa.proposals.prompt import again, prompt
from chipgraph.qa.proposals.said import Evidence, Said, without_overlap
from chipgraph.qa.proposals.terms import Terms
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, weighed
from chipgraph.qa.seeds import common, weight
from chipgraph.qa.trace import Trace
from chipgraph.qa.wants import classify

if TYPE_CHECKING:
    from chipgraph.qa.embedding import Embedder
    from chipgraph.qa.lexicon import Lexicon
    from chipgraph.qa.paths import Paths
    from chipgraph.qa.world import World

TRIES = 2  # how often a model is asked about one question
PATIENCE = 3  # after so many failures in a row it is asked no more
# Refusals that another reading could mend; what a source keeps to itself stays refused.
_MENDED = frozenset({Reason.NOT_RECORDED, Reason.UNSUPPORTED, Reason.UNKNOWN_NAME})
_SCOPE = "scope.source"  # `according to`
_WHOLE = 0.85  # an own reading this good that finds nothing is the answer: none recorded

Drafting = Callable[[Question, Reading], Draft]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of asking: the ruling, another one where `readings` holds what was proposed."""

    question: Question
    ruling: Ruling
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()  # what is said beside the answer


@dataclass(frozen=True, slots=True)
class _Case:
    """A question that was refused, and what is needed to read it otherwise."""

    question: Question
    ruling: Ruling
    memory: Memory | None
    drafting: Drafting

    def unmended(self, why: str, told: list[str]) -> Outcome:
        """The ruling as it was, and why it stays."""
        told.append(why)
        return Outcome(self.question, self.ruling, notes=(why,))


class Proposer:
    """One chat model beside the parser of one graph."""

    def __init__(
        self, model: Asked, world: World, lexicon: Lexicon, embedder: Embedder, paths: Paths
    ) -> None:
        self._model = model
        self._world = world
        self._paths = paths
        self._nearest = Nearest(lexicon, embedder)
        self._failures = 0

    def help(
        self,
        question: Question,
        ruling: Ruling,
        drafts: Sequence[Draft],
        memory: Memory | None,
        drafting: Drafting,
        trace: Trace,
    ) -> Outcome | None:
        """The outcome of asking the model, where a ruling is one that it might mend."""
        if not may_help(question, ruling, drafts):
            return None
        told = [f"{self._model.name} is asked"]
        outcome = self._proposed(_Case(question, ruling, memory, drafting), told)
        trace.told("proposals", "\n".join(told))
        return outcome

    def _proposed(self, case: _Case, told: list[str]) -> Outcome:
        """The ruling on what the model proposes; on any failure the old one, and why."""
        name = self._model.name
        if self._failures >= PATIENCE:
            return case.unmended(f"{name} has failed {PATIENCE} times in a row; it rests.", told)
        terms = Terms(self._world, self._things(case.question, case.memory))
        messages = prompt(case.question, terms, case.memory)
        schema, allowed = grammar(terms), terms.allowed()
        for _ in range(TRIES):
            try:
                program = decode(self._model.ask(messages, schema), allowed)
                self._failures = 0
                if program is None:
                    told.append("no form fits")
                    break
                return self._admitted(program, case, told)
            except Misfit as misfit:
                told.append(str(misfit))
                messages = [*messages, again(str(misfit))]
            except Unheard as unheard:
                self._failures += 1
                return case.unmended(
                    f"{name} could not be asked how to read this: {unheard}.", told
                )
        return case.unmended(f"{name} was asked how to read this; no reading of it holds.", told)

    def _things(self, question: Question, memory: Memory | None) -> tuple[str, ...]:
        """The things that may be named: those the question names, or may mean, or meant before."""
        named = [
            a.entry.target
            for a in question.anchors
            if a.entry.kind == "entity" and a.entry.weight > VOICE
        ]
        before = (*memory.named, *memory.entities) if memory is not None else ()
        every = dict.fromkeys((*named, *self._nearest.things(question), *before))
        return tuple(i for i in every if i in self._world.index)[:MAX_ITEMS]

    def _admitted(self, program: Program, case: _Case, told: list[str]) -> Outcome:
        """The outcome where type check, words, ranker and gate let a form through."""
        labels = typed(program, self._world)
        said = Said(case.question, self._world, self._paths, self._nearest, case.memory)
        evidence = said.evidence(program, labels)
        question = _understood(case.question, evidence)
        reading = self._reading(program, labels, question, evidence)
        if not _asked_for(reading, question):
            raise Misfit("it finds things of another class than is asked for")
        draft = case.drafting(question, reading)
        ruling = decide(question, [draft], None)
        if ruling.status is not Status.ANSWERED or draft.boolean is False or not draft.claims:
            raise Misfit("what it finds does not answer the question")
        told.append(f"{draft.quality:.2f} {gloss(reading.form, self._world)}")
        note = f"Read with the help of {self._model.name}; what answers is from the graph."
        return Outcome(question, ruling, (reading,), (note,))

    def _reading(
        self,
        program: Program,
        labels: dict[f.Form, Labels],
        question: Question,
        evidence: Evidence,
    ) -> Reading:
        """The form with its denotation, scored like any set; found empty, it is no reading."""
        world = self._world
        form = completed(program.form, world)
        bits = world.denote(form)
        if not bits:
            raise Misfit("the form denotes nothing that is recorded")
        figures = OBSERVATION in labels[program.form]
        label = OBSERVATION if figures else common(bits, world)
        used = frozenset((*evidence.used, *evidence.read.values()))
        kept = list(without_overlap(tuple(a for a in used if a.entry.kind != "operator")))
        parts = tuple(_members(form)) if figures else ()
        item = Item(
            "set", 0, len(question.tokens),
            sum(map(weight, kept)) + IMPLICIT * evidence.unsaid,
            (f.Sense(form, bits),), label,
            measures=tuple(m for p in f.parts(form) if isinstance(p, f.Obs) for m in p.measures),
            shows=program.shows, used=used,
        )  # fmt: skip
        reading = weighed(item, question, world)
        return replace(reading, parts=parts if len(parts) > 1 else ())


def may_help(question: Question, ruling: Ruling, drafts: Sequence[Draft]) -> bool:
    """Whether a ruling is one that another reading of the question could mend."""
    if question.wants in PROSE - {Wants.TEXT} or any(d.refusal for d in drafts):
        return False
    if any(a.entry.kind == "document" or a.entry.target == _SCOPE for a in question.anchors):
        return False  # a form that is proposed cannot say who has to say it
    if ruling.status is Status.CLARIFY:  # only words that were not understood can decide
        return bool(question.unknown)
    if ruling.status is not Status.UNANSWERABLE or ruling.reason not in _MENDED:
        return False
    return bool(question.unknown) or not drafts or drafts[0].quality < _WHOLE


def _asked_for(reading: Reading, question: Question) -> bool:
    """Whether it finds figures, a property, or things of a class that the question asks for."""
    if reading.label == OBSERVATION or reading.shows or question.wants is Wants.BOOLEAN:
        return True
    return bool(reading.features.get("focus"))


def _understood(question: Question, evidence: Evidence) -> Question:
    """The question with the words that a proposal explains, and what is said of them."""
    if not evidence.read:
        return question
    read = tuple(evidence.read.values())
    covered = {i for a in read for i in range(a.start, a.end)}
    question = replace(
        question,
        anchors=(*question.anchors, *read),
        unknown=tuple(i for i in question.unknown if i not in covered),
        repairs=(*question.repairs, *((a.repaired, a.entry.surface) for a in read)),
    )
    return replace(question, wants=classify(question))


def _members(form: f.Form) -> list[f.Form]:
    """What a list of figures lists."""
    if isinstance(form, f.Or):
        return [*_members(form.left), *_members(form.right)]
    return [form]
