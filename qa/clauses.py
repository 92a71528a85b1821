"""The clauses of a query: where it starts, branch after branch, what it returns.

Each join of what is asked for is a branch of its own, gathered before the next one is matched, so
that rows do not multiply. Not every engine looks for the best place to start or tests a condition
early: the text starts from what is named and has each condition with its branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    @property
    def start(self) -> Named | None:
        """The variable of the fewest ids."""
        return min(self.named, key=lambda named: named.ids, default=None)


@dataclass(slots=True)
class Root:
    """What is asked for: its label, the conditions on itself, and its branches."""

    label: str
    conditions: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


def clauses(root: Root, *, gather: bool) -> tuple[list[str], dict[str, str]]:
    """The clauses that find what is asked for, and what was gathered on the way, by column.

    Gathered are `through`, `standing` and `claims`, the last from every branch.
    """
    branches = _ordered(root)
    if not branches:
        lines = [f"MATCH ({ROOT}:{root.label})", *_where(root.conditions)]
        return lines, {"claims": "[]"} if gather else {}
    lines, known = [], {}
    for branch in branches:
        lines += _matched(branch, root, first=branch is branches[0])
        own = _gathered(branch, root) if gather else {}
        if len(branches) == 1:
            return lines, own
        new = [f"{said} AS {name}" for name, said in own.items()]
        lines.append(f"WITH {'' if gather else 'DISTINCT '}{', '.join([ROOT, *known, *new])}")
        known |= {name: name for name in own}
    claims = [name for name in known if name.startswith("claims")]
    columns = {name: name for name in ("through", "standing") if name in known}
    return lines, columns | {"claims": " + ".join(sorted(claims)) or "[]"} if gather else {}


def _ordered(root: Root) -> list[Branch]:
    """The branches as they stand in the form, behind the one that is best to start from."""
    own = min((named.ids for named in root.named), default=None)
    begun = [b for b in root.branches if b.start and (own is None or b.start.ids < own)]
    first = min(begun, key=lambda b: b.start.ids if b.start else 0, default=None)
    return sorted(root.branches, key=lambda branch: branch is not first)


def _matched(branch: Branch, root: Root, *, first: bool) -> list[str]:
    """The MATCH clauses of a branch and their conditions.

    A MATCH of its own for each step: within one, a relationship is taken at most once.
    """
    if not first:
        return [*_steps(branch, {ROOT}, root.label), *_where(branch.conditions)]
    start, own = branch.start, min((named.ids for named in root.named), default=None)
    if start is None or (own is not None and own <= start.ids):
        lines = [f"MATCH ({ROOT}:{root.label})"]
        if root.named:  # found by an index: tested before the first step
            return [
                *lines, *_where(root.conditions),
                *_steps(branch, {ROOT}, root.label), *_where(branch.conditions),
            ]  # fmt: skip
        conditions = [*root.conditions, *branch.conditions]
        return [*lines, *_steps(branch, {ROOT}, root.label), *_where(conditions)]
    rest = [c for c in (*root.conditions, *branch.conditions) if c != start.condition]
    return [
        f"MATCH ({start.variable}:{start.label})",
        f"WHERE {start.condition}",
        *_steps(branch, {start.variable}, root.label),
        *_where(rest),
    ]


def _steps(branch: Branch, bound: set[str], label: str) -> Iterator[str]:
    """One MATCH for each step, each from what is bound already."""
    left = list(branch.patterns)
    while left:
        step = next(p for p in left if {p.near, p.far} & bound)
        left.remove(step)
        near = f"{ROOT}:{label}" if step.near == ROOT and ROOT not in bound else step.near
        yield f"MATCH ({near}){step.edge}({step.far})"
        bound |= {step.near, step.far}


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
    number = root.branches.index(branch) + 1 if len(root.branches) > 1 else ""
    if branch.edges or not number:
        claims = " + ".join(f"collect({edge}.claims)" for edge in branch.edges)
        found[f"claims{number}"] = claims or "[]"
    return found
