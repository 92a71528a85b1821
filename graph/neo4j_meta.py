"""The one node that says what a server holds of ours, and who is loading.

A load that begins takes the node over; every later step of it runs only while it still has it. So
a killed load needs no cleaning up, and of two loads at once one waits, or gives way, cleanly.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chipgraph.errors import StoreError, StoreLocked
from chipgraph.graph.indexes import Index
from chipgraph.graph.neo4j_schema import META, quoted
from chipgraph.graph.neo4j_server import Server

LAYOUT = 1  # of what is written; another one is loaded anew
_QUIET = 8.0  # seconds without a sign of life after which a load counts as dead
_BEAT = 2.0  # seconds between two signs of life
_WAIT = 300.0  # seconds to wait for a load that lives
_META = f"(m:{quoted(META)} {{id: 'graph'}})"
_READ = f"MATCH {_META} RETURN properties(m) AS found, timestamp() - m.beat AS silence"
# The SET locks the node, so that what follows sees who has it now.
_FENCE = f"MATCH {_META} SET m.beat = timestamp() WITH m WHERE m.loader = $loader"
# A step is taken once: what tells a lost acknowledgement from a transaction that never ran.
_STEP = f"{_FENCE} AND coalesce(m.step, '') <> $step SET m.step = $step WITH m"
_TAKEN = f"MATCH {_META} RETURN m.loader = $loader AND m.step = $step"
_TAKE = f"MERGE {_META} SET m.loader = $loader, m.beat = timestamp(), m.state = 'loading'"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the node says."""

    hash: str
    complete: bool
    silence: float  # seconds since a load gave a sign of life
    made: tuple[str, ...] = ()  # the names of indexes and constraints that are ours
    manifest: str = "{}"
    schema: str = ""
    indexes: str = "[]"
    loader: str = ""

    def searched(self, kind: str, logical: str) -> list[tuple[str, str]]:
        """The name and label of each index behind a logical name."""
        rows = json.loads(self.indexes)
        return [(name, label) for k, known, label, name in rows if (k, known) == (kind, logical)]

    def known(self, kind: str) -> list[str]:
        """The logical names of one kind of index."""
        return sorted({row[1] for row in json.loads(self.indexes) if row[0] == kind})


def read_meta(server: Server) -> Ledger | None:
    """What the server holds of ours; None where it holds nothing."""
    rows = server.read(_READ).rows
    if not rows:
        return None
    found, silence = rows[0]
    return Ledger(
        hash=found.get("hash", ""),
        complete=found.get("state") == "complete" and found.get("layout") == LAYOUT,
        silence=(silence or 0) / 1000,
        made=tuple(found.get("made", ())),
        manifest=found.get("manifest", "{}"),
        schema=found.get("schema", ""),
        indexes=found.get("indexes", "[]"),
        loader=found.get("loader", ""),
    )


class Turn:
    """The turn of one load: its writes happen while nobody else has taken over."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.loader = uuid.uuid4().hex
        self._steps = 0
        self._beaten = float("-inf")

    def take(self) -> None:
        """Begin; a load that was killed before loses its turn."""
        self.server.write(_TAKE, {"loader": self.loader})

    def write(self, text: str, **values: Any) -> int:
        """Run `text` and return how many things it says it touched (its `RETURN … AS done`)."""
        given = {"loader": self.loader, **values}
        rows = self.server.write(f"{_FENCE} {text}", given)
        if not rows or rows[0]["held"] == 0:
            raise self._overtaken()
        self._beaten = time.monotonic()
        return int(rows[0]["done"])

    def once(self, text: str, part: list[Any]) -> int:
        """As `write` with `$rows`, for what must not be done twice; a step of ours, never again.

        Where an earlier try has done it and only its answer was lost, every row counts as touched:
        the comparison at the end of a load sees all of them.
        """
        self._steps += 1
        given = {"loader": self.loader, "step": f"{self.loader} {self._steps}"}
        rows = self.server.write(f"{_STEP} {text}", {**given, "rows": part})
        self._beaten = time.monotonic()
        if rows and rows[0]["held"]:
            return int(rows[0]["done"])
        if self.server.raw(_TAKEN, given) != [(True,)]:
            raise self._overtaken()
        return len(part)

    def beat(self) -> None:
        """Give a sign of life, where the last one is not fresh."""
        if time.monotonic() - self._beaten > _BEAT:
            self.write("RETURN count(m) AS held, 0 AS done")

    def release(self) -> None:
        """Give the turn back unfinished, so that the next load need not wait."""
        with suppress(StoreError):
            self.write("SET m.loader = '' RETURN count(m) AS held, 0 AS done")

    def remember(self, made: Sequence[str]) -> None:
        """Note what is ours before it is made."""
        self.write(  # beside what a load that we took over from has noted
            "WITH m, coalesce(m.made, []) AS known "
            "SET m.made = known + [name IN $made WHERE NOT name IN known] "
            "RETURN count(m) AS held, 0 AS done",
            made=list(made),
        )

    def finish(self, *, name: str, manifest: str, schema: str, found: Mapping[Index, str]) -> None:
        """Say that everything is there."""
        rows = [[i.kind, i.logical, i.label, where] for i, where in found.items() if i.logical]
        self.write(
            "SET m.state = 'complete', m.layout = $layout, m.hash = $hash, "
            "m.manifest = $manifest, m.schema = $schema, m.indexes = $indexes "
            "RETURN count(m) AS held, 0 AS done",
            layout=LAYOUT,
            hash=name,
            manifest=manifest,
            schema=schema,
            indexes=json.dumps(rows),
        )

    def _overtaken(self) -> StoreLocked:
        return StoreLocked(
            f"Another load has taken over {self.server.address.place}.",
            "Let it finish; it brings its own facts.",
        )


def wait_for_others(server: Server, *, patience: float = _WAIT) -> Ledger | None:
    """What is there once no other load is at work; one without a sign of life is dead."""
    deadline = time.monotonic() + patience
    while (meta := read_meta(server)) and not meta.complete and meta.loader:
        if meta.silence > _QUIET:
            break
        if time.monotonic() > deadline:
            raise StoreLocked(
                f"Another process is loading into {server.address.place}.",
                "Wait until it is done, then retry.",
            )
        time.sleep(0.3)
    return meta
