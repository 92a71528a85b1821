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
from chipgraph.qa import dialogue
from chipgraph.qa.answer import Answer, Status
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.figures import answer_figures
from chipgraph.qa.gate import Ruling, decide
from chipgraph.qa.lexicon import build_lexicon
from chipgraph.qa.normalise import tokens
from chipgraph.qa.paths import Paths
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, asked_classes, read
from chipgraph.qa.render import render
from chipgraph.qa.repair import repair
from chipgraph.qa.rules import Rules
from chipgraph.qa.scan import scan
from chipgraph.qa.statements import answer_statements, context_of, documents_of
from chipgraph.qa.things import answer_things
from chipgraph.qa.wants import classify
from chipgraph.qa.world import OBSERVATION, World

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store
    from chipgraph.ontology.schema import Schema
    from chipgraph.qa.embedding import Embedder

STAGES = (
    "normalise", "scan", "repair", "parse", "rank", "gate", "compile", "run", "cite", "render",
)  # fmt: skip
TRIED = 2  # how many readings of route A are run


class Answerer:
    """Answers questions over one graph."""

    def __init__(
        self, store: Store, schema: Schema, snapshot: Snapshot, embedder: Embedder, version: str
    ) -> None:
        self.store = store
        self.version = version
        self.world = World(snapshot, schema)
        self.lexicon = build_lexicon(schema, snapshot)
        self.rules = Rules(self.world, Paths(schema))
        self.claims = ClaimIndex(snapshot, store, embedder, schema)
        self.spelled = frozenset(
            word.strip(".,?!:;()\"'").casefold()
            for text in self.claims.book.texts.values()
            for word in text.split()
        )

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The answer to a question; `after` is the answer before it in the same conversation."""
        started = time.perf_counter()
        if not question.strip():
            raise UsageError("The question is empty.", "Ask, for example: what is inference?")
        memory = after.memory if after is not None else None
        trace: list[tuple[str, str]] = []
        understood = self._understand(question, trace)
        readings, drafts = self._graph(understood, memory, trace)
        told = self._statements(understood, memory, trace)
        ruling = decide(understood, drafts, told)
        trace.append(("gate", f"{ruling.status} by {ruling.draft.route if ruling.draft else '-'}"))
        answer = render(understood, ruling, readings, self.world, self.store)
        return replace(
            answer,
            id=self._id(question),
            graph_version=self.version,
            memory=_remember(ruling, understood, memory),
            trace=tuple(trace),
            seconds=round(time.perf_counter() - started, 6),
        )

    def _id(self, question: str) -> str:
        return hashlib.sha256(f"{self.version}\n{question}".encode()).hexdigest()[:12]

    def _understand(self, text: str, trace: list[tuple[str, str]]) -> Question:
        question = Question(text, tokens(text))
        trace.append(("normalise", " ".join(t.key for t in question.tokens)))
        question = scan(question, self.lexicon)
        trace.append(("scan", "; ".join(_anchor_texts(question))))
        question = repair(question, self.lexicon, self.spelled)
        trace.append(("repair", ", ".join(f"{a} → {b}" for a, b in question.repairs)))
        return replace(question, wants=classify(question))

    def _graph(
        self, question: Question, memory: Memory | None, trace: list[tuple[str, str]]
    ) -> tuple[tuple[Reading, ...], list[Draft]]:
        extra = ()
        if memory is not None and dialogue.refers_back(question):
            extra = tuple(dialogue.pronouns(question, memory, self.world))
        readings, chart = read(question, self.world, self.rules, self.lexicon, extra)
        if memory is not None:
            edited = tuple(dialogue.edits(question, memory, self.world))
            if edited and question.wants is Wants.TEXT:
                question = replace(question, wants=Wants(memory.wants))
            readings = tuple(sorted((*edited, *readings), key=lambda r: -r.score))
        trace.append(("parse", f"{chart.pairs} pairs{', truncated' if chart.truncated else ''}"))
        trace.append(("rank", "\n".join(f"{r.score:.2f} {r.form}" for r in readings[:3])))
        drafts = list(self._drafts(question, readings))
        for draft in drafts[:1]:
            trace.append(("compile", draft.query.text if draft.query else ""))
            trace.append(("run", f"{len(draft.lines)} rows"))
        return readings, drafts

    def _drafts(self, question: Question, readings: tuple[Reading, ...]) -> Iterator[Draft]:
        for reading in readings[:TRIED]:
            quality = quality_of(reading, question)
            answer = answer_figures if reading.label == OBSERVATION else answer_things
            yield answer(reading, question, self.world, self.store, quality)

    def _statements(
        self, question: Question, memory: Memory | None, trace: list[tuple[str, str]]
    ) -> Draft | None:
        context = context_of(question, self.world, asked_classes(question, self.world))
        hits = self.claims.search(question, documents=documents_of(question))
        trace.append(
            ("claims", "\n".join(
                f"{h.similarity:.2f} {h.coverage:.2f} {h.claim.id} {h.phrasing}" for h in hits[:4]
            ))
        )  # fmt: skip
        return answer_statements(question, hits, context, self.store)


def quality_of(reading: Reading, question: Question) -> float:
    """How much of the question a reading explains, 0 to 1: what is skipped or unknown costs."""
    explained = sum(1.0 for _ in reading.used) or 0.5
    lost = reading.features.get("skipped", 0.0) + 0.7 * len(question.unknown)
    lost += 0.5 * (reading.features.get("off_focus", 0.0) + reading.features.get("self", 0.0))
    return round(explained / (explained + lost), 4)


def _remember(ruling: Ruling, question: Question, before: Memory | None) -> Memory | None:
    if ruling.draft is not None and ruling.draft.memory is not None:
        own = ruling.draft.memory
        if ruling.status is Status.ANSWERED and (own.form is not None or own.entities):
            return own
        return before or own
    return before


def _anchor_texts(question: Question) -> Iterator[str]:
    for a in question.anchors:
        if a.entry.kind != "operator":
            yield f"{question.words(a.start, a.end)} = {a.entry.kind} {a.entry.target}"
