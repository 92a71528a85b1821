"""Nearest vectors by comparing with all of them: exact, and quicker than a graph index up to 1e5.

A build keeps the vectors of each index once more, as rows of unit length in one file that is mapped
into memory; for a graph on a server they come from where this machine keeps vectors. The engine's
own index stays for `db.index.vector.queryNodes`, and for more vectors.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

MOST = 200_000  # vectors: beyond, an approximate index is quicker
_BLOCK = 8_192  # numbers: a product of no more stays in the thread that asks for it
_DECIMALS = 6  # of a cosine: the rest is noise, which would part what is equal


class Nearest:
    """The vectors of one index, with the ids of their nodes."""

    def __init__(self, ids: Sequence[str], rows: NDArray[np.float32]) -> None:
        self._ids = ids
        self._rows = rows

    @classmethod
    def of(cls, vectors: Iterable[tuple[str, Any]]) -> Self | None:
        """The vectors of these ids; None where there are none, or too many to compare with all."""
        found = sorted((key, np.asarray(vector, dtype=np.float32)) for key, vector in vectors)
        if not found or len(found) > MOST:
            return None
        rows = np.stack([vector for _, vector in found])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        return cls([key for key, _ in found], rows)

    def write(self, folder: Path, index: str) -> None:
        """Keep them beside the database, for `read`."""
        np.save(folder / f"{index}.npy", self._rows)
        ids = json.dumps(self._ids, ensure_ascii=False)
        (folder / f"{index}.json").write_text(ids, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, index: str) -> Self | None:
        """What `write` kept, or None."""
        try:
            ids = json.loads((folder / f"{index}.json").read_text(encoding="utf-8"))
            return cls(ids, np.load(folder / f"{index}.npy", mmap_mode="r"))
        except (OSError, ValueError):
            return None

    def search(self, vector: Sequence[float] | NDArray[Any], k: int) -> dict[str, float]:
        """The `k` nearest ids with their cosine; of equals, the first by id."""
        asked = np.asarray(vector, dtype=np.float32)
        length = float(np.linalg.norm(asked))
        scores = _product(self._rows, asked / length if length else asked).round(_DECIMALS)
        least = np.partition(scores, -k)[-k] if k < len(scores) else -np.inf
        best = np.flatnonzero(scores >= least)
        order = best[np.argsort(-scores[best], kind="stable")[:k]]
        return {self._ids[i]: float(scores[i]) for i in order}


def _product(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row times the vector, by blocks.

    For a large product numpy wakes the threads of its linear algebra, which then wait actively for
    the next one: that took as much of the processor as all the rest of a question.
    """
    many = max(1, _BLOCK // max(1, rows.shape[1]))
    even = len(rows) // many * many
    blocks = rows[:even].reshape(-1, many, rows.shape[1])
    return np.concatenate(((blocks @ vector).ravel(), rows[even:] @ vector))
