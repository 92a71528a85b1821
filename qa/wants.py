"""Which kind of answer the wording asks for: things, a value, a count, yes or no, a reason, …"""

from __future__ import annotations

from chipgraph.qa.question import Anchor, Question, Wants

# Earlier wins: the more specific kinds first.
_ORDER = (
    ("wants.source", Wants.SOURCE),
    ("wants.reason", Wants.REASON),
    ("wants.rank", Wants.RANK),
    ("wants.count", Wants.COUNT),
    ("wants.definition", Wants.DEFINITION),
)


def operators(question: Question) -> dict[str, list[Anchor]]:
    """The operator anchors of a question, by name."""
    found: dict[str, list[Anchor]] = {}
    for anchor in question.anchors:
        if anchor.entry.kind == "operator":
            found.setdefault(anchor.entry.target, []).append(anchor)
    return found


def classify(question: Question) -> Wants:
    """The kind of answer asked for, from question words and their place."""
    ops = operators(question)
    for name, wants in _ORDER:
        if name in ops and _counts(question, name, ops):
            return wants
    opener = _opener(question, ops)
    if opener == "wants.boolean":
        return Wants.BOOLEAN
    if "wants.compare" in ops:
        return Wants.COMPARE
    if opener in {"wants.things", "wants.value", "wants.text"}:
        return {
            "wants.things": Wants.THINGS,
            "wants.value": Wants.VALUE,
            "wants.text": Wants.TEXT,
        }[opener]
    if _first(ops, "wants.value") is not None:
        return Wants.VALUE
    if _first(ops, "wants.things") is not None:
        return Wants.THINGS
    return Wants.TEXT


def _first(ops: dict[str, list[Anchor]], name: str) -> int | None:
    return min((a.start for a in ops.get(name, ())), default=None)


def _counts(question: Question, name: str, ops: dict[str, list[Anchor]]) -> bool:
    """`how many GB`, `how many dollars` and `how many times` ask for a value, not for a count."""
    if name != "wants.count":
        return True
    ends = {a.end for a in ops[name]}
    follows = {
        a.entry.kind == "unit" or a.entry.target == "compare.ratio"
        for a in question.anchors
        if a.start in ends and a.entry.kind in {"unit", "operator"}
    }
    return True not in follows


def _opener(question: Question, ops: dict[str, list[Anchor]]) -> str | None:
    """The wants-operator that stands first, longest match preferred at the same place."""
    first: tuple[int, int, str] | None = None
    for name, anchors in ops.items():
        if not name.startswith("wants."):
            continue
        for a in anchors:
            place = (a.start, -a.width, name)
            if first is None or place < first:
                first = place
    return None if first is None else first[2]
