"""The graph on a Neo4j server: the same Cypher, the same rows as from the embedded store."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from chipgraph.errors import NotReadOnly, QueryError, StoreError
from chipgraph.graph.batch import Node, Relationship
from chipgraph.graph.caps import UNBOUNDED, Caps
from chipgraph.graph.contents import count_by_name, hash_of
from chipgraph.graph.cypher_tokens import tokenise
from chipgraph.graph.nearest import Nearest
from chipgraph.graph.neo4j_address import Address, read_address
from chipgraph.graph.neo4j_meta import Ledger, read_meta
from chipgraph.graph.neo4j_pages import pages
from chipgraph.graph.neo4j_schema import KEY, MARK, quoted
from chipgraph.graph.neo4j_server import Server
from chipgraph.graph.store import Capabilities, Query, Rows

# The nearest are found by walking a graph of neighbours; a walk as wide as this missed none for
# any of 280 questions, with 200 it missed some for 4.
_BEAM = 1000
_WORD = re.compile(r"\w+")
_FULLTEXT = (
    "CALL db.index.fulltext.queryNodes($index, $words) YIELD node, score "
    f"WHERE node:{quoted(MARK)} RETURN node.id AS id, score ORDER BY score DESC, id LIMIT $k"
)


class Neo4jStore:
    """What is ours on a server; other people's nodes are neither counted nor searched."""

    name = "neo4j"
    capabilities = Capabilities(
        vector_search=True,
        fulltext_search=True,
        query_timeout=True,
        concurrent_processes=True,
        mark=MARK,
        key=KEY,
    )
    snapshot_file: Path | None = None

    def __init__(self, server: Server, meta: Ledger) -> None:
        self.server = server
        self.meta = meta
        self.near: Mapping[str, Nearest] = {}  # by vector index: what is searched in this process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go; closing twice does nothing."""
        self.server.close()

    @property
    def manifest(self) -> dict[str, Any]:
        """What the load said about itself."""
        found: dict[str, Any] = json.loads(self.meta.manifest)
        return found

    def read(
        self,
        query: Query | str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        caps: Caps = UNBOUNDED,
    ) -> Rows:
        """Run a query that only reads; the server stops it after `timeout` seconds."""
        if isinstance(query, str):
            query = Query(query, parameters or {})
        _check_sources(query.text)
        return self.server.read(query.text, query.parameters, timeout=timeout, caps=caps)

    def prove(self, query: Query) -> None:
        """Ask the server what it would do, before anything runs."""
        _check_sources(query.text)
        if self.server.kind(query.text, query.parameters) != "r":
            raise NotReadOnly("The server says that this query does more than read.")

    def vector_search(
        self, index: str, vector: Sequence[float] | Any, k: int
    ) -> list[tuple[str, float]]:
        """The `k` nodes whose vectors are nearest, with their cosine, the nearest first."""
        if near := self.near.get(index):
            return _best(near.search(vector, k), k)
        found: dict[str, float] = {}
        for name, label in self._indexes("vector", index):
            text = self.server.dialect.vector_search(name, label, MARK)
            numbers = [float(number) for number in vector]
            values = {"vector": numbers, "k": max(k, _BEAM), "wanted": k}
            [(pairs,)] = self.server.read(text, values, said=False)
            found.update((key, 2.0 * score - 1.0) for key, score in pairs)  # was (1 + cosine) / 2
        return _best(found, k)

    def fulltext_search(self, index: str, text: str, k: int) -> list[tuple[str, float]]:
        """The `k` nodes that share most words with `text`, with the server's score."""
        words = " ".join(_WORD.findall(text.lower()))
        found: dict[str, float] = {}
        for name, _ in self._indexes("fulltext", index) if words else ():
            for key, score in self.server.read(_FULLTEXT, {"index": name, "words": words, "k": k}):
                found[key] = max(score, found.get(key, 0.0))
        return _best(found, k)

    def whole(self, *, embeddings: bool = False) -> tuple[list[Node], list[Relationship]]:
        """Everything of ours; half the time of a query that gives a row for each."""
        nodes: list[Node] = []
        edges: list[Relationship] = []
        for page in pages(self.server, vectors=embeddings, elements=False):
            for node, leaving in page:
                nodes.append(node)
                edges += (one.edge for one in leaving)
        return nodes, edges

    def graph_hash(self, *, embeddings: bool = False) -> str:
        """The hash of what is stored of ours, read anew: equal to `Batch.hash`."""
        return hash_of(self, embeddings=embeddings)

    def counts(self) -> dict[str, int]:
        """How many nodes of ours carry each label, how many relationships are of each type."""
        return count_by_name(self)

    def _indexes(self, kind: str, logical: str) -> list[tuple[str, str]]:
        found = self.meta.searched(kind, logical)
        if not found:
            known = ", ".join(self.meta.known(kind)) or "-"
            raise QueryError(f"The store has no {kind} index {logical!r}.", f"It has: {known}.")
        return found


def open_neo4j(place: Address | Path | str) -> Neo4jStore:
    """Open what a server holds of ours; user and password come from the environment."""
    address = place if isinstance(place, Address) else read_address(str(place))
    server = Server(address)
    try:
        return open_on(server)
    except BaseException:
        server.close()
        raise


def open_on(server: Server) -> Neo4jStore:
    """What an open connection leads to; StoreError where no finished graph is there."""
    meta = read_meta(server)
    if meta is None:
        raise StoreError(
            f"There is no graph of ours at {server.address.place}.", "Run: chipgraph load"
        )
    if not meta.complete:
        raise StoreError(
            f"The graph at {server.address.place} is being loaded, or its load was stopped.",
            "Run: chipgraph load",
        )
    return Neo4jStore(server, meta)


def _check_sources(text: str) -> None:
    """To the server LOAD CSV is reading, and it opens any file and address that it can."""
    if "load" in text.lower() and "csv" in text.lower():
        for first, second in pairwise(tokenise(text)):
            if (first.keyword, second.keyword) == ("LOAD", "CSV"):
                raise NotReadOnly("LOAD CSV is disabled: it opens files and addresses.")


def _best(found: Mapping[str, float], k: int) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
