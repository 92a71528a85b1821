"""A question in, an answer out: each stage a plain step that `--explain` can print.

normalise → scan → repair → parse → rank → gate → compile → run → cite → render
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from chipgraph.errors import UsageError
from chipgraph.qa import dialogue, pointing, recall
from chipgraph.qa.answer import Answer, Reason, Status
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.confidence import confidence, explained
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.figures import answer_figures
from chipgraph.qa.focus import asked_classes
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.frame import unframed
from chipgraph.qa.gate import LEAST_OTHER, SETS, Ruling, decide, evidence, settled
from chipgraph.qa.item import Item
from chipgraph.qa.lexicon import build_lexicon
from chipgraph.qa.names import held
from chipgraph.qa.normalise import tokens
from chipgraph.qa.offered import misses
from chipgraph.qa.parts import Member
from chipgraph.qa.paths import Paths
from chipgraph.qa.quality import OFF, fuller, quality_of
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, read
from chipgraph.qa.remembered import Resumed, leans_back, remember, told_of
from chipgraph.qa.render import render
from chipgraph.qa.repair import Speller, strangers
from chipgraph.qa.rules import Rules
from chipgraph.qa.scan import scan
from chipgraph.qa.scope import scoped
from chipgraph.qa.statements import answer_statements, context_of, documents_of, with_rows
from chipgraph.qa.things import answer_things
from chipgraph.qa.trace import Trace
from chipgraph.qa.turns import content
from chipgraph.qa.wants import classify
from chipgraph.qa.widened import widened
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store
    from chipgraph.ontology.schema import Schema
    from chipgraph.qa.embedding import Embedder
    from chipgraph.qa.proposals.chat import Asked
    from chipgraph.qa.proposals.proposer import Outcome, Proposer

STAGES = (
    "normalise", "scan", "repair", "parse", "rank", "gate", "compile", "run", "cite", "render",
)  # fmt: skip
TRIED = 2  # how many readings of route A are run before one finds something


class Answerer:
    """Answers questions over one graph."""

    def __init__(
        self, store: Store, schema: Schema, snapshot: Snapshot, embedder: Embedder, version: str,
        chat: Asked | None = None,
    ) -> None:  # fmt: skip
        self.store = store
        self.version = version
        self.world = World(snapshot, schema)
        self.lexicon = build_lexicon(schema, snapshot)
        self.rules = Rules(self.world, Paths(schema))
        self.claims = ClaimIndex(snapshot, store, embedder, schema)
        self.speller = Speller(self.lexicon, self.claims.book.texts.values(), embedder)
        self.proposer: Proposer | None = None
        if chat is not None:
            from chipgraph.qa.proposals.proposer import Proposer

            self.proposer = Proposer(chat, self.world, self.lexicon, embedder, self.rules.paths)

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The answer to a question; `after` is the answer before it in the same conversation."""
        started = time.perf_counter()
        if not question.strip():
            raise UsageError("The question is empty.", "Ask, for example: what is inference?")
        memory = after.memory if after is not None else None
        trace = Trace()
        understood = self._understand(question, trace)
        again = self._resumed(understood, memory)
        recalled = None
        if memory is not None and again is None:
            recalled = recall.recalled(understood, memory, self.claims.book, self.world)
            understood = pointing.asking(understood, self.world)
        said = understood
        readings = () if recalled else self._read(understood, memory, again, trace)
        if again is not None and not (readings and readings[0].edited):
            understood = again.question
        readings = self._widened(understood, readings)
        understood = _taken_over(understood, readings, memory)
        drafts = [recalled] if recalled else list(self._drafts(understood, readings))
        trace.told("run", "\n".join(f"{d.quality:.2f} {d.interpretation}" for d in drafts))
        helped = None
        if recalled is None:
            ruling, told = self._ruled(understood, drafts, memory, again, trace)
            helped = self._helped(understood, ruling, drafts, memory, trace)
        else:
            status = Status.UNANSWERABLE if recalled.refusal else Status.ANSWERED
            ruling, told = Ruling(status, recalled, recalled.refusal), None
        if helped is not None and helped.readings:
            understood, ruling, readings = helped.question, helped.ruling, helped.readings
            drafts, told = [d for d in (ruling.draft,) if d is not None], None
        trace.told("gate", f"{ruling.status} by {ruling.draft.route if ruling.draft else '-'}")
        if ruling.draft is not None and ruling.status is Status.ANSWERED:
            graph = drafts[0] if drafts else None
            known = explained(
                understood, readings, graph, told, ruling.draft, follows=memory is not None
            )
            ruling = replace(ruling, confidence=round(confidence(known), 3))
            trace.told("confidence", "\n".join(f"{n} {v:.4g}" for n, v in known.items() if v))
        remembered = remember(ruling, again.question if again else understood, memory)
        if memory is not None and ruling.draft is not None:
            edited = readings[0].form if readings and readings[0].edited else None
            changed = (again.question, again.turn.asked) if again else None
            over = dialogue.taken(said, changed, edited, memory, self.world)
            ruling = replace(ruling, draft=told_of(ruling.draft, over))
        answer = render(understood, ruling, self.world)
        trace.told("render", f"{len(answer.citations)} citations, {len(answer.rows.rows)} rows")
        return replace(
            answer,
            notes=answer.notes if helped is None else (*answer.notes, *helped.notes),
            id=self._id(question),
            graph_version=self.version,
            memory=remembered,
            trace=tuple(trace.stages),
            seconds=round(time.perf_counter() - started, 6),
        )

    def _ruled(
        self,
        question: Question,
        drafts: list[Draft],
        memory: Memory | None,
        again: Resumed | None,
        trace: Trace,
    ) -> tuple[Ruling, Draft | None]:
        """The ruling of the gate, and what the claims say where that could matter."""
        unheard = strangers(question, self.speller)
        follows = memory is not None and again is None
        mute = follows and pointing.says_nothing(question, self.world) and not question.unknown
        told = None
        if not mute and not settled(question, drafts, unheard):
            told = self._told(question, memory, again, trace)
        ruling = decide(question, drafts, told, unheard)
        back = memory is not None and pointing.refers_back(question, self.world)
        if ruling.reason is Reason.OUT_OF_SCOPE and back:  # for what it points at is known
            ruling = replace(ruling, reason=Reason.NOT_RECORDED)
        if told is not None and ruling.draft is told and ruling.status is not Status.UNANSWERABLE:
            ruling = replace(ruling, draft=with_rows(told, self.store))
        return ruling, told

    def _told(
        self, question: Question, memory: Memory | None, again: Resumed | None, trace: Trace
    ) -> Draft | None:
        if again is None:
            return self._statements(question, memory, trace)
        whole = replace(again.question, wants=question.wants)
        told = self._statements(whole, again.before, trace, again)
        unsure = again.added and told is not None and evidence(told) < LEAST_OTHER
        return None if unsure else told

    def _helped(
        self,
        question: Question,
        ruling: Ruling,
        drafts: list[Draft],
        memory: Memory | None,
        trace: Trace,
    ) -> Outcome | None:
        """What came of asking the chat model, where there is one and it might help."""
        if self.proposer is None or strangers(question, self.speller):
            return None
        return self.proposer.help(question, ruling, drafts, memory, self._draft, trace)

    def understand(self, question: str) -> Question:
        """A question as it is read, before anything is looked for."""
        return self._understand(question, Trace())

    def candidates(self, question: str, most: int) -> Iterator[tuple[str, Answer]]:
        """What the claims, and each of the best readings, would answer if they were chosen."""
        understood = self.understand(question)
        readings = self._widened(understood, self._read(understood, None, None, Trace()))
        understood = _taken_over(understood, readings, None)
        if (told := self._statements(understood, None, Trace())) is not None:
            ruling = Ruling(Status.ANSWERED, with_rows(told, self.store))
            yield "claims", render(understood, ruling, self.world)
        for place, reading in enumerate(readings[:most], 1):
            ruling = Ruling(Status.ANSWERED, self._draft(understood, reading))
            yield f"reading {place}", render(understood, ruling, self.world)

    def _id(self, question: str) -> str:
        return hashlib.sha256(f"{self.version}\n{question}".encode()).hexdigest()[:12]

    def _understand(self, text: str, trace: Trace) -> Question:
        text = " ".join(text.split())  # a phrase is the same whatever stands between its words
        question = Question(text, unframed(text, tokens(text)))
        trace.told("normalise", " ".join(t.key for t in question.tokens))
        question = scan(question, self.lexicon)
        trace.told("scan", "; ".join(_anchor_texts(question)))
        question = self.speller.mended(question)
        question = scoped(question, self.claims.book.topics)
        trace.told("repair", ", ".join(f"{a} → {b}" for a, b in question.repairs))
        return replace(question, wants=classify(question))

    def _read(
        self, question: Question, memory: Memory | None, again: Resumed | None, trace: Trace
    ) -> tuple[Reading, ...]:
        whole = again.question if again else question
        extra: tuple[Item, ...] = ()
        before = again.before if again else memory
        back = before is not None and pointing.refers_back(whole, self.world)
        if before is not None and not again:
            extra = tuple(dialogue.superlatives(question, before))
        if before is not None and back:
            extra = (*pointing.pronouns(whole, before, self.world), *extra)
        readings, chart = read(whole, self.world, self.rules, self.lexicon, extra)
        if back:
            readings = pointing.only_those(readings, whole, self.world)
        if memory is not None:
            readings = tuple(pointing.others(r, question, memory, self.world) for r in readings)
        if again is not None:
            edited = tuple(dialogue.edits(question, again.turn, self.world))
            found = tuple(r for r in edited if r.denotation and again.renamed)
            readings = dialogue.with_new((*found, *readings), again.new, whole)
        elif memory is not None and not (back and any(content(question))):
            edited = tuple(dialogue.edits(question, memory, self.world))
            alone = () if pointing.says_nothing(question, self.world) else readings
            readings = tuple(sorted((*edited, *alone), key=lambda r: -r.score))
        trace.told("parse", f"{chart.pairs} pairs{', truncated' if chart.truncated else ''}")
        trace.told("rank", "\n".join(f"{r.score:.2f} {r.form}" for r in readings[:3]))
        return readings

    def _widened(self, question: Question, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        return widened(question, readings, self._member, self.claims.search, self.world)

    def _member(self, text: str) -> Member:
        understood = self._understand(text, Trace())
        asked = replace(understood, wants=Wants.VALUE)
        readings = fuller(self._read(asked, None, None, Trace()))
        quality = quality_of(readings[0], asked) if readings else 0.0
        return Member(text, asked, readings, quality, lambda: self.claims.search(asked))

    def _resumed(self, question: Question, memory: Memory | None) -> Resumed | None:
        """The whole question that a fragment stands for, and the turn that it changes."""
        found = memory and dialogue.resumed(question, memory, self.world)
        if not found:
            return None
        text, turn = found
        whole = replace(self._understand(text, Trace()), wants=Wants(turn.wants))
        return Resumed(
            whole,
            turn,
            dialogue.renames(question, turn, self.world),
            dialogue.new_names(question, self.world),
            whole.text.startswith(turn.question.rstrip(" ?!.")),
        )

    def _drafts(self, question: Question, readings: tuple[Reading, ...]) -> Iterator[Draft]:
        for reading in fuller(readings)[:TRIED]:
            draft = self._draft(question, reading)
            yield draft
            if draft.text and draft.refusal is None:
                return

    def _draft(self, question: Question, reading: Reading) -> Draft:
        quality = quality_of(reading, question)
        figures = reading.label == OBSERVATION
        lost = figures and not held(reading, question, self.world, all_kinds=False)
        if lost or misses(reading, question, self.world):
            quality = min(quality, OFF)
        answer = answer_figures if figures else answer_things
        return answer(reading, question, self.world, self.store, quality)

    def _statements(
        self, question: Question, memory: Memory | None, trace: Trace, again: Resumed | None = None
    ) -> Draft | None:
        asked = question
        some = memory is not None and asked.wants in SETS and pointing.asks_some(asked, self.world)
        names = "" if memory is None else pointing.meant(question, memory, self.world)
        if memory is not None and (names or (leans_back(question) and again is None)):
            before = f"{names}:" if names else memory.said
            whole = self._understand(f"{before} {question.text}", Trace())
            question = replace(whole, wants=question.wants)
        context = context_of(question, self.world, asked_classes(question, self.world))
        if some and not pointing.says_which(asked, self.lexicon.stop):
            return None
        hits = self.claims.search(question, documents=documents_of(question))
        if some or (memory is not None and pointing.says_nothing(asked, self.world)):
            hits = pointing.telling(asked, hits, self.lexicon.stop)
        if again is not None:
            hits = pointing.of_new(again.new, hits)
        draft = answer_statements(question, hits, context)
        if some and memory is not None and draft is not None:
            draft = pointing.among(draft, memory, self.world)
        told = (f"{h.similarity:.2f} {h.coverage:.2f} {h.claim.id} {h.phrasing}" for h in hits[:4])
        trace.told("claims", "\n".join(told))
        return draft


def _taken_over(
    question: Question, readings: tuple[Reading, ...], memory: Memory | None
) -> Question:
    """A follow-up that edits the last form asks for what was asked before."""
    first = readings[0] if readings else None
    pair = first is not None and first.label == OBSERVATION and first.parts and not first.edited
    if first is not None and first.supposed:
        return replace(question, wants=Wants.VALUE)
    either = {"superlatives.max", "superlatives.min"} <= question.operators.keys()  # more or less?
    sided = question.wants in {Wants.THINGS, Wants.TEXT}  # "which is bigger, A or B?"
    if pair and (sided or (either and question.wants is Wants.BOOLEAN)):
        return replace(question, wants=Wants.COMPARE)
    if memory is None or first is None or not first.edited:
        return question
    wants = Wants(memory.wants) if question.wants in {Wants.TEXT, Wants.THINGS} else question.wants
    return replace(question, wants=wants)


def _anchor_texts(question: Question) -> Iterator[str]:
    for a in question.anchors:
        if a.entry.kind != "operator":
            yield f"{question.words(a.start, a.end)} = {a.entry.kind} {a.entry.target}"
