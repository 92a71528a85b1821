"""What a graph store can do, and the table of stores that there are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from chipgraph.errors import StoreError
from chipgraph.graph.caps import UNBOUNDED, Caps, Cut


@dataclass(frozen=True, slots=True)
class Query:
    """One Cypher text, the values of its parameters and, where known, its columns."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()  # those of its RETURN; a store finds them out where not given


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query returned, in the order of its columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: Cut = ""  # there was more: the cap that stopped it

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Each row as a dict from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can and cannot do, declared rather than found out."""

    vector_search: bool
    fulltext_search: bool
    query_timeout: bool  # a running query can be stopped by the store
    concurrent_processes: bool  # several processes may read one store
    mark: str = ""  # the label of our nodes, where a store holds other people's too
    key: str = ""  # the property of our relationships there


@runtime_checkable
class Store(Protocol):
    """A graph that answers Cypher; every backend gives the same rows for the same text.

    `read` may cut the rows off at `caps` and then says so; `prove` has the engine itself say that
    a text of somebody else's only reads. `vector_search` gives ids with their cosine, the nearest
    first; `fulltext_search` gives ids with a score of the engine.
    """

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def snapshot_file(self) -> Path | None:
        """A file with the whole graph, written together with the store, where there is one."""

    def read(
        self,
        query: Query | str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        caps: Caps = UNBOUNDED,
    ) -> Rows: ...

    def prove(self, query: Query) -> None:
        """NotReadOnly where the engine would do more than read; nothing is run."""

    def vector_search(
        self, index: str, vector: Sequence[float] | Any, k: int
    ) -> list[tuple[str, float]]: ...

    def fulltext_search(self, index: str, text: str, k: int) -> list[tuple[str, float]]: ...

    def graph_hash(self, *, embeddings: bool = False) -> str: ...

    def counts(self) -> dict[str, int]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Backend:
    """Where the code of a store lives, and what to do when its driver is missing."""

    opener: str
    hint: str


BACKENDS = {
    "embedded": Backend(
        "chipgraph.graph.embedded:open_embedded",
        "pip install arcadedb (Linux with glibc 2.28+, macOS on Apple silicon, Windows x64)",
    ),
    "neo4j": Backend("chipgraph.graph.neo4j_store:open_neo4j", "pip install neo4j"),
}


def open_store(backend: str, location: Path | str) -> Store:
    """Open the store at `location` with one of BACKENDS."""
    if backend not in BACKENDS:
        raise StoreError(f"There is no store called {backend!r}.", f"Known: {', '.join(BACKENDS)}.")
    entry = BACKENDS[backend]
    module, _, opener = entry.opener.partition(":")
    try:
        opened = getattr(importlib.import_module(module), opener)(location)
    except ImportError as missing:
        raise StoreError(f"The store {backend!r} cannot run here: {missing}.", entry.hint) from None
    if not isinstance(opened, Store):
        raise TypeError(f"{entry.opener} did not give a store")
    return opened
