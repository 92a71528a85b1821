"""Chooses between the routes, and refuses rather than guesses.

Typed refusals first: a name nobody knows, a thing without the fact that is asked. Then the
better covered of the two routes, if it covers enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chipgraph.qa.answer import Reason, Status
from chipgraph.qa.claims.types import weighed
from chipgraph.qa.draft import Draft
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.wants import limited

PROSE = frozenset({Wants.REASON, Wants.DEFINITION, Wants.SOURCE, Wants.TEXT})
FIGURES = frozenset({Wants.VALUE, Wants.COMPARE, Wants.RANK, Wants.COUNT})
SETS = frozenset({Wants.THINGS, Wants.COUNT})
# Least evidence at which a route may answer; docs/quality.md says how the figures were chosen.
LEAST_GRAPH = 0.62
LEAST_SIMILARITY = 0.45
LEAST_OTHER = 0.8
SURE = 0.75  # a figure of the graph that is understood so well is not weighed against claims
CALLED = 0.1  # what it is worth that a source lists what the question asks for by that word
LEAST_CLAIMS = {
    Wants.REASON: 0.45, Wants.DEFINITION: 0.45, Wants.SOURCE: 0.45, Wants.TEXT: 0.55,
    Wants.COMPARE: 0.6, Wants.BOOLEAN: 0.55, Wants.THINGS: 0.6, Wants.RANK: 0.62,
    Wants.COUNT: 0.7, Wants.VALUE: 0.68,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the gate decided: a draft to give, or why none is given."""

    status: Status
    draft: Draft | None
    reason: Reason | None = None
    confidence: float = 0.0


def settled(question: Question, graph: Sequence[Draft], strangers: Sequence[str] = ()) -> bool:
    """Whether the ruling is the same whatever the claims say, so that nobody need search them."""
    if strangers:
        return not _knows(question)
    first = _understood(question, graph)
    if first is None or not first.text or first.refusal is not None:
        return False
    if question.wants is Wants.TEXT:
        return _is_figure(first)
    if question.wants is Wants.BOOLEAN:
        return _settles(first)
    return question.wants in FIGURES and first.quality >= SURE


def decide(
    question: Question, graph: Sequence[Draft], claims: Draft | None, strangers: Sequence[str] = ()
) -> Ruling:
    """The ruling on the drafts of the two routes; `strangers` are names that nothing here knows."""
    if strangers:  # what is recorded of what it names beside them is shown
        near = claims if _knows(question) else None
        return Ruling(Status.UNANSWERABLE, near, Reason.UNKNOWN_NAME)
    first = _understood(question, graph)
    if first is not None and settled(question, graph):
        return _given(first)
    told = claims if claims is not None and _may_answer(claims, question) else None
    if first is not None and first.refusal is Reason.NOT_APPLICABLE and told is None:
        return Ruling(Status.UNANSWERABLE, first, Reason.NOT_APPLICABLE)
    if first is not None and first.text and first.refusal is None:
        if told is not None and _claims_first(question, first, told):
            return _given(told)
        if question.wants not in PROSE or _is_figure(first):
            return _given(first)
    if (
        told is not None
        and not _lacks_figure(question, first, told)
        and not (question.wants in SETS and _none(first, told))
    ):
        return _given(told)
    given = first is not None and first.text and first.refusal is None
    if first is not None and given and told is None and question.wants is Wants.TEXT:
        return _given(first)
    return _refused(question, graph, claims)


def _knows(question: Question) -> bool:
    return any(anchor.entry.kind == "entity" for anchor in question.anchors)


def _given(draft: Draft) -> Ruling:
    if draft.options:
        return Ruling(Status.CLARIFY, draft, None, draft.quality)
    return Ruling(Status.ANSWERED, draft, None, round(draft.quality, 3))


def _understood(question: Question, graph: Sequence[Draft]) -> Draft | None:
    """The first draft of route A, where it is fit to answer."""
    return graph[0] if graph and _fits(graph[0], question) else None


def _fits(draft: Draft, question: Question) -> bool:
    """Whether a draft of route A explains enough, and is of the kind that is asked."""
    if question.wants in FIGURES - {Wants.COUNT} and not _is_figure(draft):
        return False
    return draft.quality >= LEAST_GRAPH


def evidence(draft: Draft) -> float:
    """How near and how complete the best claim is, 0 to 1."""
    return weighed(draft.features.get("similarity", 0.0), draft.quality)


def _is_figure(draft: Draft) -> bool:
    figures = draft.memory is not None and draft.memory.label == OBSERVATION
    return figures or bool(draft.features.get("shown"))


def _may_answer(draft: Draft, question: Question) -> bool:
    if draft.refusal is not None or not draft.text:
        return False
    if question.wants in SETS and (_negated(question) or limited(question)):
        return False  # a claim lists what is so, not what is not, and compares with no limit
    if draft.features.get("similarity", 0.0) < LEAST_SIMILARITY:
        return False
    if question.wants is Wants.VALUE and not draft.values and not draft.features.get("worded"):
        return False
    if question.wants is Wants.BOOLEAN and draft.boolean is None:
        return False
    if question.wants in SETS and draft.features.get("other"):
        return evidence(draft) >= LEAST_OTHER  # it speaks of no such thing
    if question.wants in {Wants.THINGS, Wants.RANK} and not draft.names:
        return evidence(draft) >= LEAST_CLAIMS[question.wants] + 0.1
    return evidence(draft) >= LEAST_CLAIMS[question.wants]


def _negated(question: Question) -> bool:
    """A negation that does not just set a name aside (`besides X`)."""
    names = [a for a in question.anchors if a.entry.kind == "entity"]
    edges = {a.start for a in names} | {a.end for a in names}
    mild = english()["operators"]["instead"]
    return any(
        a.start not in edges and a.end not in edges and a.entry.surface not in mild
        for a in question.operators.get("operators.not", ())
    )


def _claims_first(question: Question, graph: Draft, claims: Draft) -> bool:
    """Where it is not settled: prose, yes or no are the claims' own, else the better covered."""
    if question.wants in PROSE or question.wants is Wants.BOOLEAN:
        return True
    if question.wants in FIGURES:
        return evidence(claims) > graph.quality
    ahead = CALLED if claims.features.get("called") else -0.08
    return bool(claims.names) and evidence(claims) + ahead > graph.quality


def _none(graph: Draft | None, claims: Draft) -> bool:
    """The graph understood all of the question, and the set that it asks for is empty."""
    if graph is None or graph.text or graph.quality < 0.85:
        return False
    if not claims.features.get("missing", 1.0):
        return False  # it says what is asked in words that no relation holds
    return evidence(claims) < graph.quality


def _settles(graph: Draft) -> bool:
    """The question names a relation and both its ends, and the graph records it or does not."""
    return bool(graph.features.get("settled")) and graph.quality >= 0.9


def _lacks_figure(question: Question, graph: Draft | None, claims: Draft) -> bool:
    """The graph understood which figure is asked and has none; claims only speak around it."""
    if question.wants not in FIGURES | {Wants.TEXT} or graph is None or not _is_figure(graph):
        return False
    if claims.features.get("worded"):
        return False
    return evidence(claims) < (0.88 if claims.features.get("lacking") or not claims.values else 0.8)


def _refused(question: Question, graph: Sequence[Draft], claims: Draft | None) -> Ruling:
    if graph and graph[0].refusal is Reason.NOT_APPLICABLE and graph[0].quality >= LEAST_GRAPH:
        return Ruling(Status.UNANSWERABLE, graph[0], Reason.NOT_APPLICABLE)
    undisclosed = next((d for d in graph if d.refusal is Reason.NOT_DISCLOSED), None)
    if undisclosed is not None:
        return Ruling(Status.UNANSWERABLE, undisclosed, Reason.NOT_DISCLOSED)
    if _knows(question):
        return Ruling(Status.UNANSWERABLE, claims, Reason.NOT_RECORDED)
    if not any(a.entry.kind in {"class", "measure", "relation"} for a in question.anchors):
        return Ruling(Status.UNANSWERABLE, claims, Reason.OUT_OF_SCOPE)
    if question.unknown:
        return Ruling(Status.UNANSWERABLE, claims, Reason.UNKNOWN_NAME)
    read = bool(graph) and graph[0].quality >= LEAST_GRAPH  # and nothing is recorded of it
    return Ruling(Status.UNANSWERABLE, claims, Reason.NOT_RECORDED if read else Reason.UNSUPPORTED)
