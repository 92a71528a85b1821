"""Chooses between the routes, and refuses rather than guesses.

Typed refusals first: a name nobody knows, a thing without the fact that is asked. Then the
better covered of the two routes, if it covers enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chipgraph.qa.answer import Reason, Status
from chipgraph.qa.draft import Draft
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.world import OBSERVATION

PROSE = frozenset({Wants.REASON, Wants.DEFINITION, Wants.SOURCE})
FIGURES = frozenset({Wants.VALUE, Wants.COMPARE, Wants.RANK})
# Least coverage at which a route may answer; see docs/quality.md for how they were chosen.
LEAST_GRAPH, LEAST_CLAIMS, LEAST_SIMILARITY = 0.62, 0.6, 0.6


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the gate decided: a draft to give, or why none is given."""

    status: Status
    draft: Draft | None
    reason: Reason | None = None
    confidence: float = 0.0


def decide(question: Question, graph: Sequence[Draft], claims: Draft | None) -> Ruling:
    """The ruling on the drafts of the two routes."""
    best = next((d for d in graph if d.text and d.quality >= LEAST_GRAPH), None)
    told = claims if claims is not None and _may_answer(claims, question) else None
    if best is not None and told is not None:
        chosen = told if _claims_first(question, best, told) else best
        return _given(chosen)
    if best is not None and not (question.wants in PROSE):
        return _given(best)
    if told is not None and not _figure_is_missing(question, graph, told):
        return _given(told)
    return _refused(question, graph, claims)


def _given(draft: Draft) -> Ruling:
    if draft.options:
        return Ruling(Status.CLARIFY, draft, None, draft.quality)
    return Ruling(Status.ANSWERED, draft, None, round(draft.quality, 3))


def _may_answer(draft: Draft, question: Question) -> bool:
    if draft.refusal is not None or not draft.text:
        return False
    if question.wants in FIGURES - {Wants.RANK} and not (draft.values or draft.names):
        return question.wants is Wants.COMPARE
    if question.wants is Wants.BOOLEAN and draft.boolean is None:
        return False
    if draft.features.get("similarity", 0.0) < LEAST_SIMILARITY:
        return False
    return draft.quality >= LEAST_CLAIMS


def _claims_first(question: Question, graph: Draft, claims: Draft) -> bool:
    """Prose, and yes or no, are the claims' own; of sets and figures, the better covered."""
    if question.wants in PROSE or question.wants is Wants.BOOLEAN:
        return True
    if question.wants is Wants.TEXT:
        is_figure = graph.memory is not None and graph.memory.label == OBSERVATION
        return not (is_figure and graph.quality >= 0.9)
    if question.wants in FIGURES:
        return graph.quality < 0.75 and claims.quality > graph.quality
    similarity = claims.features.get("similarity", 0.0)
    return claims.quality * similarity > graph.quality + 0.05


def _figure_is_missing(question: Question, graph: Sequence[Draft], claims: Draft) -> bool:
    """A figure is asked for by name, and the claims only speak around it."""
    asks = any(a.entry.kind == "measure" for a in question.anchors)
    return asks and question.wants in FIGURES and not claims.values


def _refused(question: Question, graph: Sequence[Draft], claims: Draft | None) -> Ruling:
    undisclosed = next((d for d in graph if d.refusal is Reason.NOT_DISCLOSED), None)
    if undisclosed is not None:
        return Ruling(Status.UNANSWERABLE, undisclosed, Reason.NOT_DISCLOSED)
    known = any(a.entry.kind == "entity" for a in question.anchors)
    if known:
        return Ruling(Status.UNANSWERABLE, claims, Reason.NOT_RECORDED)
    if any(a.entry.kind in {"class", "measure", "relation"} for a in question.anchors):
        return Ruling(Status.UNANSWERABLE, claims, Reason.UNKNOWN_NAME)
    return Ruling(Status.UNANSWERABLE, claims, Reason.OUT_OF_SCOPE)
