"""Route B as a draft: what claims say, with the query that returns exactly those claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.claims.answers import propose
from chipgraph.qa.claims.pieces import set_aside
from chipgraph.qa.claims.types import ClaimAnswer, ClaimContext, Hit
from chipgraph.qa.draft import Draft, Line, Memory
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store

ROWS = """\
UNWIND $claims AS id
MATCH (c:Claim {id: id})
OPTIONAL MATCH (c)-[about:ABOUT]->(x)
WHERE x.id IN $things
RETURN c.id AS claim, c.statement AS statement, collect(DISTINCT x.id) AS things
ORDER BY claim"""


def answer_statements(
    question: Question, hits: tuple[Hit, ...], context: ClaimContext
) -> Draft | None:
    """What the nearest claims say, or nothing where none is near; `with_rows` adds the rows."""
    proposed = _proposed(question, hits, context)
    if proposed is None:
        return None
    from chipgraph.graph.store import Query

    claims = [c.id for c in proposed.claims]
    query = Query(ROWS, {"claims": claims, "things": list(proposed.entities)})
    nodes = context.snapshot.nodes
    named = tuple(str(nodes[n].properties.get("name") or n) for n in proposed.entities)
    names = proposed.items or named
    about = ", ".join(names)
    return Draft(
        route="claims",
        text=proposed.text,
        quality=_quality(proposed),
        query=query,
        entities=proposed.entities,
        names=names,
        values=proposed.values,
        boolean=proposed.boolean,
        columns=(("Statement", "text", ""),),
        claims=tuple(claims),
        interpretation=f"what the sources say to “{question.text.strip()}”"
        + (f": {about}" if about else ""),
        refusal=proposed.refusal,
        memory=Memory(
            question.text,
            *_figures(proposed, context.snapshot),
            question.wants,
            proposed.entities,
            tuple(sorted(context.named)),
            figures=_observed(proposed, context.snapshot),
        ),
        features=proposed.features,
    )


def _figures(proposed: ClaimAnswer, snapshot: Snapshot) -> tuple[f.Form | None, str]:
    """The figures that were given as a form, so that a question that follows may work with them."""
    ids = _observed(proposed, snapshot)
    measures = {str(snapshot.nodes[i].properties.get("measure")) for i in ids}
    return (f.And(f.Obs(tuple(sorted(measures))), f.Ents(ids)), OBSERVATION) if ids else (None, "")


def _observed(proposed: ClaimAnswer, snapshot: Snapshot) -> tuple[str, ...]:
    """The observations that hold the values given, not those beside them in the claim."""
    given = {v.value for v in proposed.values}
    nodes = snapshot.nodes
    return tuple(
        i
        for i in sorted(proposed.observations)
        if i in nodes
        and given & {nodes[i].properties.get(name) for name in ("value", "low", "high")}
    )


def with_rows(draft: Draft, store: Store) -> Draft:
    """A draft of this route with the rows of its query, in the order of its claims."""
    if draft.query is None:
        return draft
    said = {row["claim"]: str(row["statement"]) for row in store.read(draft.query).records()}
    return replace(draft, lines=tuple(Line((said[c],), (c,)) for c in draft.claims if c in said))


def _proposed(
    question: Question, hits: tuple[Hit, ...], context: ClaimContext
) -> ClaimAnswer | None:
    """A comparison wants its figures; where the claims hold none it is prose."""
    asks_figures = any(a.entry.kind in {"measure", "unit"} for a in question.anchors)
    if context.wants is Wants.COMPARE and asks_figures:
        figures = propose(question, hits, replace(context, wants=Wants.VALUE))
        if figures is not None and any(v.unit not in {"count", ""} for v in figures.values):
            compared = propose(question, hits, context)
            return replace(figures, entities=compared.entities if compared else ())
    return propose(question, hits, context)


def _quality(proposed: ClaimAnswer) -> float:
    """How well the best claim covers the question, 0 to 1."""
    return max(0.0, min(1.0, proposed.features.get("coverage", 0.0)))


def context_of(question: Question, world: World, classes: frozenset[str]) -> ClaimContext:
    """What scanning found out, as the claim route wants it."""
    sure = [a for a in question.anchors if a.entry.weight >= 0.8]
    named = frozenset(a.entry.target for a in sure if a.entry.kind == "entity")
    return ClaimContext(
        snapshot=world.snapshot,
        schema=world.schema,
        wants=question.wants,
        classes=classes,
        named=named,
        excluded=frozenset(_excluded(question)),
        measures=frozenset(a.entry.target for a in question.anchors if a.entry.kind == "measure"),
        periods=frozenset(str(int(n.value)) for n in question.literals if n.unit == "year"),
    )


def _excluded(question: Question) -> set[str]:
    """Entities that a word sets aside: `besides X`, `X aside`."""
    aside = set_aside(question)
    named = (a for a in question.anchors if a.entry.kind == "entity")
    return {a.entry.target for a in named if (a.start, a.end) in aside}


def documents_of(question: Question) -> frozenset[str]:
    """The documents that a question names."""
    return frozenset(a.entry.target for a in question.anchors if a.entry.kind == "document")
