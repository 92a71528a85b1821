"""From fact files to a Neo4j server: the same way as into a folder, with another end."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.loaders.content import content_hash
from chipgraph.loaders.pipeline import gather, now, report_of
from chipgraph.loaders.progress import Clock, Progress
from chipgraph.loaders.report import LoadReport

if TYPE_CHECKING:
    from chipgraph.graph.neo4j_server import Server
    from chipgraph.loaders.vectors import Embed


def found_on(server: Server, name: str) -> dict[str, Any] | None:
    """What a finished graph of this name says about itself; None where there is none."""
    from chipgraph.graph.neo4j_meta import read_meta

    meta = read_meta(server)
    if meta is None or not meta.complete or meta.hash != name:
        return None
    manifest: dict[str, Any] = json.loads(meta.manifest)
    return manifest


def load_onto(
    server: Server,
    *,
    facts: Sequence[Path],
    embed: Embed,
    model: str,
    cache_folder: Path,
    progress: Progress,
    force: bool = False,
) -> LoadReport:
    """Bring the server to hold these fact files; where it does already, change nothing."""
    from chipgraph.graph.neo4j_build import Plan, build
    from chipgraph.graph.neo4j_meta import wait_for_others
    from chipgraph.loaders.vectors import VectorCache

    name, place = content_hash(facts, model=model), server.address.place
    wait_for_others(server)
    if not force and (manifest := found_on(server, name)):
        return LoadReport.found(manifest, place)
    clock = Clock(progress)
    known, batch = gather(facts, name, embed, VectorCache(cache_folder, model), clock)
    started = time.perf_counter()

    def report() -> LoadReport:
        seconds = clock.seconds | {"storing": round(time.perf_counter() - started, 3)}
        return report_of(known, batch, name, place, model, seconds)

    plan = Plan.of(known.schema, name=name, manifest=lambda: report().manifest(created=now()))
    build(batch, server, progress, plan)
    return report()
