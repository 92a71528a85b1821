"""The clauses of a query: where it starts, branch after branch, what it returns.

Each join of what is asked for is a branch of its own, gathered before the next one is matched, so
that rows do not multiply. Not every engine looks for the best place to start or tests a condition
early: the text starts from what is named and has each condition with its branch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

ROOT = "x"  # the variable of what is asked for


@dataclass(frozen=True, slots=True)
class Pattern:
    """One step along a relationship: the variables of both ends, and what stands between them."""

    near: str
    edge: str
    far: str


@dataclass(frozen=True, slots=True)
class Named:
    """A variable whose ids are known: a place to start from."""

    variable: str
    label: str  # one that all of them carry
    ids: int  # how many
    condition: str


@dataclass(slots=True)
class Branch:
    """One join of what is asked for, and the joins behind it."""

    patterns: list[Pattern] = field(default_factory=list)  # one MATCH clause each
    conditions: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)  # relationship variables that carry claims
    steps: list[str] = field(default_factory=list)  # node variables passed on the way
    standing: str = ""  # a relationship variable that tells standings apart
    rank: str = ""  # a place in a list that a source gives


@dataclass(slots=True)
class Root:
    """What is asked for: its label, the conditions on itself, and its branches."""

    label: str
    conditions: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


def clauses(root: Root, *, gather: bool) -> tuple[list[str], dict[str, str]]:
    """The clauses that find what is asked for, and what was gathered on the way, by column.

    Gathered are `through`, `standing`, `place` and `claims`, the last from every branch.
    """
    start = _start(root)
    variable, label = (ROOT, root.label) if start is None else (start.variable, start.label)
    met = root.conditions if start is None else [start.condition]
    lines = [f"MATCH ({variable}:{label})", *_where(met)]
    known: dict[str, str] = {}
    for branch in sorted(root.branches, key=lambda branch: start not in branch.named):
        begun = start is not None and start in branch.named
        lines += _steps(branch, {variable if begun else ROOT}, root.label)
        conditions = [*root.conditions, *branch.conditions] if begun else branch.conditions
        lines += _where(c for c in conditions if c not in met)
        own = _gathered(branch, root) if gather else {}
        if len(root.branches) == 1:
            return lines, {"claims": "[]"} | own if gather else {}
        new = [f"{said} AS {name}" for name, said in own.items()]
        lines.append(f"WITH {'' if gather else 'DISTINCT '}{', '.join([ROOT, *known, *new])}")
        known |= {name: name for name in own}
    claims = " + ".join(sorted(name for name in known if name.startswith("claims")))
    columns = {name: name for name in ("through", "standing", "place") if name in known}
    return lines, columns | {"claims": claims or "[]"} if gather else {}


def _start(root: Root) -> Named | None:
    """What is named by the fewest ids; none where that is what is asked for, or nothing is."""
    named = [n for branch in root.branches for n in branch.named]
    best = min((*root.named, *named), key=lambda n: n.ids, default=None)
    return None if best is None or best in root.named else best


def _steps(branch: Branch, bound: set[str], label: str) -> list[str]:
    """The MATCH clauses of a branch, each step from what is bound already.

    A clause of its own for each: within one, a relationship is taken at most once.
    """
    lines, left = [], list(branch.patterns)
    while left:
        step = next(p for p in left if {p.near, p.far} & bound)
        left.remove(step)
        near = f"{ROOT}:{label}" if step.near == ROOT and ROOT not in bound else step.near
        lines.append(f"MATCH ({near}){step.edge}({step.far})")
        bound |= {step.near, step.far}
    return lines


def _where(conditions: Iterable[str]) -> list[str]:
    unique = list(dict.fromkeys(conditions))
    return ["WHERE " + "\n  AND ".join(unique)] if unique else []


def _gathered(branch: Branch, root: Root) -> dict[str, str]:
    """What a branch tells of each row, by column."""
    found = {}
    if branch is next((b for b in root.branches if b.steps), None):
        found["through"] = f"collect(DISTINCT {branch.steps[0]}.name)"
    if branch is next((b for b in root.branches if b.standing), None):
        found["standing"] = f"collect(DISTINCT {branch.standing}.standing)"
    if branch is next((b for b in root.branches if b.rank), None):
        found["place"] = f"min({branch.rank})"
    number = root.branches.index(branch) + 1 if len(root.branches) > 1 else ""
    if branch.edges or not number:
        claims = " + ".join(f"collect({edge}.claims)" for edge in branch.edges)
        found[f"claims{number}"] = claims or "[]"
    return found
