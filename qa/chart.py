"""A bounded bottom-up chart (CKY) over the anchors of a question.

Cells are spans of the question's words; an item may skip what lies beside it, at a cost that the
ranker counts. Equal meanings in one cell are one item. Nothing is pruned for denoting nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heapreplace
from math import inf

from chipgraph.qa.item import Item
from chipgraph.qa.rules import MOST_GAIN, Rules

BEAM = 6
BUDGET = 1500  # pairs that are combined
PER_CELL = 24  # of one span: so the widest get their share, however much the narrow ones offer
Cell = dict[int, Item]  # by meaning, of which each has a number in its chart


class Chart:
    """All readings of a question, cell by cell."""

    def __init__(self, rules: Rules, seeds: Iterable[Item], length: int) -> None:
        self._rules = rules
        self._seeds = tuple(seeds)
        self._cells: dict[tuple[int, int], Cell] = {}
        self._meanings: dict[tuple[object, ...], int] = {}
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
        cell: Cell = {}
        for item in self._seeds:
            if item.start == start and item.end == end:
                self._add(cell, item)
        for k in range(i + 1, j):
            for part in (self._cells[i, k], self._cells[k, j]):
                for meaning, item in part.items():
                    known = cell.get(meaning)
                    if known is None or known.score < item.score:
                        cell[meaning] = item
        # A pair that leaves a margin of the span free was combined where there is none.
        self._combine(
            [
                (left, right)
                for k in range(i + 1, j)
                for left in self._cells[i, k].values()
                if left.start == start and left.end == self._bounds[k]
                for right in self._cells[k, j].values()
                if right.end == end
            ],
            cell,
        )
        self._cells[i, j] = _beam(cell)

    def _combine(self, pairs: list[tuple[Item, Item]], cell: Cell) -> None:
        """The most promising pairs first; those that could only be crowded out, not at all."""
        pairs.sort(key=lambda pair: -pair[0].score - pair[1].score)
        if not pairs:
            return
        scores = [item.score for item in cell.values() if item.kind == "set"]
        best = [*sorted(scores, reverse=True)[:BEAM], *[-inf] * (BEAM - len(scores))]
        heapify(best)
        last = min(BUDGET, self.pairs + PER_CELL)
        for left, right in pairs:
            both = left.kind == right.kind == "set"
            if both and left.score + right.score + MOST_GAIN < best[0]:
                continue
            if self.pairs >= last:
                return
            self.pairs += 1
            for item in self._rules.combine(left, right, best[0]):
                if item.kind != "set":
                    self._add(cell, item)
                elif item.score > best[0] and self._add(cell, item):
                    heapreplace(best, item.score)

    def _add(self, cell: Cell, item: Item) -> bool:
        """Whether its meaning is new to the cell."""
        meaning = self._meanings.setdefault(item.identity, len(self._meanings))
        known = cell.get(meaning)
        if known is None or known.score < item.score:
            cell[meaning] = item
        return known is None


def _beam(cell: Cell) -> Cell:
    """The best of each kind, so that a loose relation is not crowded out by complete sets."""
    if len(cell) <= BEAM:
        return cell
    kept: Cell = {}
    per_kind: dict[str, int] = {}
    for meaning, item in sorted(cell.items(), key=lambda pair: -pair[1].score):
        taken = per_kind.get(item.kind, 0)
        if taken < (BEAM if item.kind == "set" else 2):
            per_kind[item.kind] = taken + 1
            kept[meaning] = item
    return kept
