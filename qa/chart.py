"""A bounded bottom-up chart (CKY) over the anchors of a question.

Cells are spans of the question's words; an item may skip what lies beside it, at a cost that the
ranker counts. Equal meanings in one cell are one item. Nothing is pruned for denoting nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from chipgraph.qa.item import Item
from chipgraph.qa.rules import Rules

BEAM = 6
BUDGET = 2_500


class Chart:
    """All readings of a question, cell by cell."""

    def __init__(self, rules: Rules, seeds: Iterable[Item], length: int) -> None:
        self._rules = rules
        self._seeds = tuple(seeds)
        self._cells: dict[tuple[int, int], dict[tuple[object, ...], Item]] = {}
        self.pairs = 0
        bounds = sorted({i.start for i in self._seeds} | {i.end for i in self._seeds})
        self._bounds = bounds
        self._length = length

    @property
    def truncated(self) -> bool:
        """Whether the budget ended the search."""
        return self.pairs >= BUDGET

    def parse(self) -> tuple[Item, ...]:
        """The items that span the whole question, best first."""
        count = len(self._bounds)
        for width in range(1, count):
            for i in range(count - width):
                self._fill(i, i + width)
        whole = self._cells.get((0, count - 1), {})
        return tuple(sorted(whole.values(), key=lambda item: -item.score))

    def _fill(self, i: int, j: int) -> None:
        start, end = self._bounds[i], self._bounds[j]
        cell: dict[tuple[object, ...], Item] = {}
        for item in self._seeds:
            if item.start == start and item.end == end:
                _add(cell, item)
        for k in range(i + 1, j):
            for item in (*self._cells[i, k].values(), *self._cells[k, j].values()):
                _add(cell, item)
        for k in range(i + 1, j):
            self._combine(self._cells[i, k].values(), self._cells[k, j].values(), cell)
        self._cells[i, j] = _beam(cell)

    def _combine(
        self, lefts: Iterable[Item], rights: Iterable[Item], cell: dict[tuple[object, ...], Item]
    ) -> None:
        for left in lefts:
            for right in rights:
                if self.pairs >= BUDGET:
                    return
                self.pairs += 1
                for item in self._rules.combine(left, right):
                    _add(cell, item)


def _add(cell: dict[tuple[object, ...], Item], item: Item) -> None:
    known = cell.get(item.identity)
    if known is None or known.score < item.score:
        cell[item.identity] = item


def _beam(cell: dict[tuple[object, ...], Item]) -> dict[tuple[object, ...], Item]:
    """The best of each kind, so that a loose relation is not crowded out by complete sets."""
    if len(cell) <= BEAM:
        return cell
    kept: dict[tuple[object, ...], Item] = {}
    per_kind: dict[str, int] = {}
    for item in sorted(cell.values(), key=lambda item: -item.score):
        taken = per_kind.get(item.kind, 0)
        if taken < (BEAM if item.kind == "set" else 2):
            per_kind[item.kind] = taken + 1
            kept[item.identity] = item
    return kept
