"""The embedded store: ArcadeDB in this process, opened read-only; any number of readers."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from chipgraph.errors import QueryError, StoreError
from chipgraph.graph import engine, folders
from chipgraph.graph.caps import UNBOUNDED, Caps, Cut, kept
from chipgraph.graph.contents import count_by_name, hash_of
from chipgraph.graph.cypher_tokens import column_names
from chipgraph.graph.embedded_load import SNAPSHOT, build
from chipgraph.graph.engine_errors import says_full, translate
from chipgraph.graph.engine_process import flight
from chipgraph.graph.indexes import Index, Kind, named
from chipgraph.graph.nearest import Nearest
from chipgraph.graph.store import Capabilities, Query, Rows
from chipgraph.graph.timeouts import within

__all__ = ["EmbeddedStore", "build", "open_embedded"]

# How widely the approximate index looks; only graphs too big for an exact search depend on it.
_BEAM = 400
_PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0)  # seconds
_WORD = re.compile(r"\w+")


class EmbeddedStore:
    """A store in a folder of this machine."""

    name = "embedded"
    capabilities = Capabilities(
        vector_search=True, fulltext_search=True, query_timeout=True, concurrent_processes=True
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = folders.read_manifest(folder)
        self._handle: engine.Handle | None = engine.acquire(folder)
        self._nearest: dict[str, Nearest | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder back; closing twice does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            engine.release(handle)

    @property
    def snapshot_file(self) -> Path | None:
        """The whole graph as the build wrote it."""
        return self.folder / SNAPSHOT

    def read(
        self,
        query: Query | str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        caps: Caps = UNBOUNDED,
    ) -> Rows:
        """Run a query that only reads; who gives a `timeout` (seconds) never waits longer."""
        if isinstance(query, str):
            query = Query(query, parameters or {})
        values = {key: _parameter(value) for key, value in query.parameters.items()}
        if timeout is None:
            return self._run(query, values, caps)
        return within(timeout, lambda: self._run(query, values, caps))

    def prove(self, query: Query) -> None:
        """Nothing to ask: `read` uses the engine's way that refuses whatever writes."""

    def vector_search(self, index: str, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """The `k` nodes whose vectors are nearest, with their cosine, the nearest first."""
        found: dict[str, float] = {}
        for physical in self._indexes("vector", index):
            if exact := self._exact(physical.name):
                found |= exact.search(vector, k)
                continue
            statement = (
                "SELECT id, distance FROM (SELECT expand(vectorNeighbors("
                f"'{physical.name}', :vector, :k, {{efSearch: {max(_BEAM, k)}}})))"
            )
            values = {"vector": [float(number) for number in vector], "k": k}
            for row in self._records("sql", statement, values)[0]:
                found[row["id"]] = 1.0 - row["distance"]
        return _best(found, k)

    def _exact(self, index: str) -> Nearest | None:
        if index not in self._nearest:
            self._nearest[index] = Nearest.read(self.folder, index)
        return self._nearest[index]

    def fulltext_search(self, index: str, text: str, k: int) -> list[tuple[str, float]]:
        """The `k` nodes that share most words with `text`, with the engine's score."""
        words = " ".join(_WORD.findall(text.lower()))
        found: dict[str, float] = {}
        for physical in self._indexes("fulltext", index) if words else ():
            statement = (
                "CALL db.index.fulltext.queryNodes($index, $words) YIELD node, score "
                "RETURN node.id AS id, score ORDER BY score DESC, id LIMIT $k"
            )
            values = {"index": physical.name, "words": words, "k": k}
            for row in self._records("opencypher", statement, values)[0]:
                found[row["id"]] = max(row["score"], found.get(row["id"], 0.0))
        return _best(found, k)

    def graph_hash(self, *, embeddings: bool = False) -> str:
        """The hash of what is stored, read anew: equal to `Batch.hash` of what was loaded."""
        return hash_of(self, embeddings=embeddings)

    def counts(self) -> dict[str, int]:
        """How many nodes carry each label and how many relationships are of each type."""
        return count_by_name(self)

    def _run(self, query: Query, values: Mapping[str, Any], caps: Caps) -> Rows:
        found, cut = self._records("opencypher", query.text, values, caps)
        columns = query.columns or column_names(query.text)
        if columns is None or (found and not found[0].keys() >= set(columns)):
            columns = tuple(found[0]) if found else ()
        return Rows(columns, tuple(tuple(map(row.get, columns)) for row in found), cut)

    def _records(
        self, language: str, text: str, values: Mapping[str, Any], caps: Caps = UNBOUNDED
    ) -> tuple[list[dict[str, Any]], Cut]:
        if self._handle is None:
            raise StoreError(f"The store {self.folder} is closed.", "Open it again.")
        try:
            with flight():
                found = _asked(self._handle.database, language, text, values)
                with found:
                    if not caps.bounded:
                        return found.to_list(), ""
                    return kept((row.to_dict() for row in found), caps)
        except (StoreError, KeyboardInterrupt):
            raise
        except Exception as problem:
            raise translate(problem, text) from problem

    def _indexes(self, kind: Kind, logical: str) -> tuple[Index, ...]:
        found = named(self.manifest.indexes, kind, logical)
        if not found:
            known = sorted({i.logical for i in self.manifest.indexes if i.kind == kind})
            raise QueryError(
                f"The store has no {kind} index {logical!r}.", f"It has: {', '.join(known) or '-'}."
            )
        return found


def _asked(database: Any, language: str, text: str, values: Mapping[str, Any]) -> Any:
    """Run a query; where queries that were given up still fill the heap, wait until they end."""
    for pause in _PAUSES:
        try:
            return database.query(language, text, dict(values))
        except Exception as problem:
            if not says_full(problem):
                raise
        time.sleep(pause)
    return database.query(language, text, dict(values))


def open_embedded(folder: Path | str) -> EmbeddedStore:
    """Open the store in `folder` for reading."""
    return EmbeddedStore(Path(folder))


def _parameter(value: Any) -> Any:
    """Arrays and tuples as the lists that every backend takes."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (tuple, set, frozenset)):
        return [_parameter(item) for item in value]
    return value


def _best(found: Mapping[str, float], k: int) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
