"""`build` and `unload`: our graph onto a Neo4j server, and off it again without a trace.

The order of a load: take the turn, see that nobody's nodes clash with ours, constraints, then what
differs (neo4j_load.py), then the other indexes, and while they fill a look at the whole: only when
everything that is stored, read back, is what the batch has does the server count as loaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chipgraph.collector import without_collector
from chipgraph.errors import StoreError
from chipgraph.graph.batch import Batch
from chipgraph.graph.embedded_load import Progress
from chipgraph.graph.indexes import Index
from chipgraph.graph.neo4j_difference import Wanted
from chipgraph.graph.neo4j_errors import AGAIN, taken
from chipgraph.graph.neo4j_load import apply
from chipgraph.graph.neo4j_meta import Ledger, Turn, read_meta, wait_for_others
from chipgraph.graph.neo4j_schema import (
    IDENTITY,
    MARK,
    META,
    SHOWN,
    Standing,
    creation,
    declared,
    physical_name,
    quoted,
    removals,
    standing,
)
from chipgraph.graph.neo4j_server import Server

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

_PATIENCE = 300.0  # seconds that an index may take to fill
_STRANGERS = "MATCH (n:{label}) WHERE NOT n:{mark} RETURN count(n)"
_CLASHES = "MATCH (n:{label}) WHERE NOT n:{mark} AND n.id IN $ids RETURN n.id ORDER BY n.id LIMIT 1"
_REMOVE = f"MATCH (n:{quoted(MARK)}) WITH n LIMIT 2000 DETACH DELETE n RETURN count(*) AS done"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a load is called, which indexes it makes, which names its queries may hold."""

    name: str
    indexes: tuple[Index, ...]
    labels: frozenset[str]
    types: frozenset[str]
    schema: str = ""  # as JSON
    manifest: Callable[[], str] = lambda: "{}"  # asked for when all is stored

    @classmethod
    def of(cls, schema: Schema, *, name: str, manifest: Callable[[], str]) -> Plan:
        """The plan that an ontology gives."""
        labels, types = frozenset(schema.classes), frozenset(schema.relations)
        return cls(name, declared(schema), labels, types, schema.to_json(), manifest)

    def check(self, batch: Batch) -> None:
        """Names become part of queries, so they come from the ontology alone."""
        labels = {label for node in batch.nodes for label in node.labels}
        types = {edge.type for edge in batch.relationships}
        unknown = (labels - self.labels) | (types - self.types)
        if unknown:
            raise StoreError(
                f"The ontology declares no {min(unknown)!r}.", "Declare it, then load again."
            )


def build(batch: Batch, server: Server, progress: Progress, plan: Plan) -> None:
    """Make the server hold exactly `batch` of ours, and know it by the name of the plan."""
    with without_collector():
        _build(batch, server, progress, plan)


def _build(batch: Batch, server: Server, progress: Progress, plan: Plan) -> None:
    batch.check()
    plan.check(batch)
    meta = read_meta(server)
    _check_clashes(batch, server)
    turn = Turn(server)
    server.write(creation(IDENTITY[1], physical_name(IDENTITY[1])))
    turn.take()
    try:
        indexing = _Indexing(turn, plan.indexes, batch, meta)
        indexing.tidy()
        indexing.make("unique")
        wanted = Wanted(batch)
        apply(wanted.compare(server, turn.beat), batch, turn, progress)
        indexing.make("lookup", "fulltext", "vector")
        progress.stage("comparing")
        if not wanted.holds(server, turn.beat):
            raise StoreError(f"{server.address.place} does not hold what was sent.", AGAIN)
        progress.stage("indexes", len(plan.indexes))
        indexing.wait(progress)
        turn.finish(
            name=plan.name,
            manifest=plan.manifest(),
            schema=plan.schema,
            found=indexing.found(),
        )
    except BaseException:
        turn.release()
        raise


def unload(server: Server, progress: Progress) -> int:
    """Remove what is ours, and nothing else; return how many nodes there were."""
    meta = wait_for_others(server)
    total = int(server.read(f"MATCH (n:{quoted(MARK)}) RETURN count(n)").rows[0][0])
    progress.stage("removing", total)
    if meta is None and not total:
        return 0
    if meta is not None:
        Turn(server).take()
    while done := server.write(_REMOVE)[0]["done"]:
        progress.advance(done)
    made = {*(meta.made if meta else ()), *map(physical_name, IDENTITY)}
    for statement in removals(made, _standing(server)):
        server.write(statement)
    server.write(f"MATCH (m:{quoted(META)}) DELETE m RETURN count(*) AS done")
    return total


class _Indexing:
    """The indexes that are wanted, beside those that stand."""

    def __init__(
        self, turn: Turn, indexes: Sequence[Index], batch: Batch, meta: Ledger | None
    ) -> None:
        self.turn = turn
        self.dimensions = _dimensions(batch)
        self.wanted = tuple(dict.fromkeys((*IDENTITY, *indexes)))
        self.made = {physical_name(IDENTITY[1]), *(meta.made if meta else ())}

    def tidy(self) -> None:
        """Remove indexes of ours that the ontology has given up or that fit no longer."""
        there = _standing(self.turn.server)
        dead = [one.name for one in there if one.name in self.made and not self._is_of_use(one)]
        for statement in removals(dead, there):
            self.turn.server.write(statement)

    def make(self, *kinds: str) -> None:
        """Create what is missing; its name is noted as ours before."""
        there = _standing(self.turn.server)
        names = {one.name for one in there}
        missing = [
            (index, _free(physical_name(index), names))
            for index in self.wanted
            if index.kind in kinds
            and not any(one.serves(index) for one in there)
            and (index.kind != "vector" or (index.label, index.key) in self.dimensions)
        ]
        self.made |= {name for _, name in missing}
        self.turn.remember(sorted(self.made))
        for index, name in missing:
            size = self.dimensions.get((index.label, index.key), 0)
            self.turn.server.write(creation(index, name, size))

    def wait(self, progress: Progress) -> None:
        """Wait until all are filled."""
        deadline, told = time.monotonic() + _PATIENCE, 0
        while True:
            self.turn.beat()
            there = [one for one in _standing(self.turn.server) if self._is_of_use(one)]
            online = sum(one.online for one in there)
            progress.advance(max(0, online - told))
            told = max(told, online)
            if online == len(there):
                return
            if time.monotonic() > deadline:
                raise StoreError("The indexes are not filled yet.", AGAIN)
            time.sleep(0.2)

    def found(self) -> dict[Index, str]:
        """Each wanted index with the name under which it stands."""
        there = _standing(self.turn.server)
        return {index: one.name for index in self.wanted for one in there if one.serves(index)}

    def _is_of_use(self, one: Standing) -> bool:
        size = self.dimensions.get((one.label, one.key))
        fits = one.dimensions is None or one.dimensions == size
        return fits and any(one.serves(index) for index in self.wanted)


def _standing(server: Server) -> list[Standing]:
    return standing(server.read(SHOWN).records())


def _check_clashes(batch: Batch, server: Server) -> None:
    """Refuse before anything is written where another application's node has an id of ours."""
    ids: dict[str, list[str]] = {}
    for node in batch.nodes:
        for label in node.labels:
            ids.setdefault(label, []).append(node.id)
    for label, wanted in ids.items():
        many, clash = (
            text.replace("{label}", quoted(label)).replace("{mark}", quoted(MARK))
            for text in (_STRANGERS, _CLASHES)
        )
        if server.raw(many) == [(0,)]:
            continue  # mostly nobody else is there, and the ids need not be sent
        for (key,) in server.raw(clash, {"ids": wanted}):
            raise taken(server.address, f"a {label} with the id {key!r}")


def _dimensions(batch: Batch) -> Mapping[tuple[str, str], int]:
    """The length of the vectors of each label, by label and property."""
    found: dict[tuple[str, str], int] = {}
    for node in batch.nodes:
        for key, value in node.properties.items():
            if hasattr(value, "__len__") and not isinstance(value, str):
                for label in node.labels:
                    found.setdefault((label, key), len(value))
    return found


def _free(name: str, names: set[str]) -> str:
    """A name that nobody uses yet."""
    while name in names:
        name += "_chipgraph"
    return name
