"""The ruling as an answer: text, table, citations, what was understood, what can be asked next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chipgraph.qa.answer import Answer, Cell, Citation, Column, Reason, Status, Table
from chipgraph.qa.draft import Draft
from chipgraph.qa.evidence import CITED
from chipgraph.qa.gate import Ruling
from chipgraph.qa.question import Question
from chipgraph.qa.world import World

MAX_TEXT = 1_500
MAX_CITATIONS = 40


def render(question: Question, ruling: Ruling, world: World) -> Answer:
    """The answer that a ruling stands for."""
    if ruling.status is Status.UNANSWERABLE or ruling.draft is None:
        return _refusal(question, ruling, world)
    draft = ruling.draft
    citations = world.evidence.cite(_claims(draft))
    places = {c.claim: i for i, c in enumerate(citations)}
    return Answer(
        id="",
        question=question.text,
        status=ruling.status,
        answer=shorten(draft.text),
        entities=draft.names,
        values=draft.values,
        boolean=draft.boolean,
        citations=citations,
        rows=_table(draft, places, citations),
        cypher=draft.query.text if draft.query else "",
        parameters=(dict(draft.query.parameters) if draft.query else {})
        | {"claims": [c.claim for c in citations]},
        evidence_cypher=CITED,
        interpretation=_interpretation(question, draft),
        confidence=ruling.confidence,
        options=draft.options,
        notes=draft.notes,
    )


def _claims(draft: Draft) -> list[str]:
    """The claims to cite, those of the answer first; each row has its first one, however many."""
    listed = dict.fromkeys((*draft.claims, *(c for line in draft.lines for c in line.claims)))
    firsts = (line.claims[0] for line in draft.lines if line.claims)
    return list(dict.fromkeys((*list(listed)[:MAX_CITATIONS], *firsts)))


def _table(draft: Draft, places: Mapping[str, int], citations: Sequence[Citation]) -> Table:
    columns = [Column(*c) for c in draft.columns]
    reasons = draft.route == "graph" and not draft.values and any(x.claims for x in draft.lines)
    if reasons:
        columns.append(Column("Because"))
    rows = []
    for line in draft.lines:
        proofs = tuple(places[c] for c in line.claims if c in places)
        cells = [Cell(value, proofs) for value in line.cells]
        if reasons:
            said = citations[proofs[0]].statement if proofs else ""
            cells.append(Cell(said, proofs[:1]))
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))


def shorten(text: str) -> str:
    """A text within the limit, cut at a sentence and saying so."""
    if len(text) <= MAX_TEXT:
        return text
    note = " … (the table holds the rest)"
    cut = text[: MAX_TEXT - len(note)]
    stop = max(cut.rfind(". "), cut.rfind(", "))
    return cut[: stop + 1 if stop > MAX_TEXT // 2 else None].rstrip(", ") + note


def _interpretation(question: Question, draft: Draft) -> str:
    mended = "; ".join(f"read “{a}” as “{b}”" for a, b in question.repairs)
    return draft.interpretation + (f" ({mended})" if mended else "")


_WHY = {
    Reason.UNKNOWN_NAME: "The question names something that no source here mentions",
    Reason.NOT_RECORDED: "No source here says that",
    Reason.NOT_DISCLOSED: "A source says that this is not published",
    Reason.NOT_APPLICABLE: "That cannot be said of this kind of thing",
    Reason.OUT_OF_SCOPE: "This is outside what the sources here are about",
    Reason.UNSUPPORTED: "Each word is known here, but not what they ask together",
}


def _refusal(question: Question, ruling: Ruling, world: World) -> Answer:
    reason = ruling.reason or Reason.NOT_RECORDED
    draft = ruling.draft
    near = world.evidence.cite(draft.claims[:3]) if draft is not None else ()
    known = f" The nearest that is recorded: {near[0].statement}" if near else ""
    unknown = [question.tokens[i].text for i in question.unknown]
    about = f" ({', '.join(unknown)})" if unknown and reason is Reason.UNKNOWN_NAME else ""
    return Answer(
        id="",
        question=question.text,
        status=Status.UNANSWERABLE,
        answer=f"{_WHY[reason]}{about}.{known}",
        citations=near,
        interpretation=_interpretation(question, draft) if draft else "",
        reason=reason,
        suggestions=suggestions(question, world),
    )


def suggestions(question: Question, world: World) -> tuple[str, ...]:
    """Questions near this one that have an answer: a figure that the named thing has."""
    found: list[str] = []
    for anchor in question.anchors:
        if anchor.entry.kind != "entity" or anchor.entry.target not in world.index:
            continue
        node = world.snapshot.nodes[anchor.entry.target]
        for source, target, _ in world.snapshot.edges.get("OF", ()):
            if target == node.id:
                measure = world.snapshot.nodes[source].properties.get("measureLabel")
                found.append(f"What is the {measure} of {node.properties.get('name')}?")
    return tuple(dict.fromkeys(found))[:3]
