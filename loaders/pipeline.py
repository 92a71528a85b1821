"""From fact files to a finished store: read, check, derive, map, embed, store.

`load` does nothing where a store of the same content stands already. Otherwise it builds one
beside and renames it in, embedding texts while the gate checks facts. Whatever goes wrong on the
way, the stores that were there stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.collector import without_collector
from chipgraph.errors import FactsError
from chipgraph.loaders.content import content_hash, shipped_facts
from chipgraph.loaders.progress import Clock, Progress, Silent
from chipgraph.loaders.report import LoadReport
from chipgraph.loaders.shelf import MANIFEST, Shelf

if TYPE_CHECKING:
    from rdflib import Graph

    from chipgraph.graph.batch import Batch
    from chipgraph.loaders.quarantine import Quarantine
    from chipgraph.loaders.sources import Source
    from chipgraph.loaders.vectors import Embed, Embedding, VectorCache
    from chipgraph.ontology.schema import Schema

SCHEMA = "schema.json"
DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Facts:
    """What passed the gate and what follows from it, as RDF and as a property graph."""

    graph: Graph
    batch: Batch
    schema: Schema
    quarantine: Quarantine
    triples: int
    derived: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What was parsed, before anything is checked."""

    ontology: Graph
    schema: Schema
    sources: tuple[Source, ...]
    triples: int
    admitted: bool = False  # the gate knows these very facts already


def load(
    *,
    facts: Sequence[Path] = (),
    store_folder: Path,
    embed: Embed,
    model: str,
    progress: Progress | None = None,
    force: bool = False,
    cache_folder: Path | None = None,
) -> LoadReport:
    """Bring a store of these fact files (the shipped ones by default) into the folder of stores.

    Vectors are kept in `cache_folder` (the folder of stores by default) from load to load.
    """
    paths = tuple(facts) or shipped_facts()
    if not paths:
        raise FactsError("There are no facts to load.", "Name Turtle files, or install again.")
    name, shelf = content_hash(paths, model=model), Shelf(store_folder)
    if not force and (manifest := shelf.manifest(name)):
        shelf.tidy()
        return LoadReport.found(manifest, store_folder / name)
    from chipgraph.loaders.vectors import VectorCache

    clock = Clock(progress or Silent())
    with shelf.locked(), without_collector():
        if not force and (manifest := shelf.manifest(name)):
            return LoadReport.found(manifest, store_folder / name)
        cache = VectorCache(cache_folder or store_folder, model)
        known, batch = gather(paths, name, embed, cache, clock)
        with shelf.building(name) as folder:
            report = _write(known, batch, folder, store_folder / name, model, clock)
        shelf.prune(name)
    return report


def read_facts(paths: Sequence[Path], *, version: str, clock: Clock | None = None) -> Facts:
    """Parse, check, derive and map; refused facts are left in the quarantine."""
    clock = clock or Clock(Silent())
    return _admit(_read(paths, clock), version, clock)


def gather(
    paths: Sequence[Path], name: str, embed: Embed, cache: VectorCache, clock: Clock
) -> tuple[Facts, Batch]:
    """What passed the gate, and the batch with its vectors, ready for any store."""
    from chipgraph.loaders.prepared import prepared_vectors
    from chipgraph.loaders.sources import spoken
    from chipgraph.loaders.vectors import Embedding

    read, prepared = _read(paths, clock), prepared_vectors(cache.model)
    with Embedding(spoken(read.sources), embed, cache, prepared) as embedding:
        known = _admit(read, name, clock)
        return known, _embedded(known, embedding, clock)


def _read(paths: Sequence[Path], clock: Clock) -> _Read:
    from chipgraph.loaders.prepared import admitted
    from chipgraph.loaders.sources import read_sources
    from chipgraph.ontology.reading import schema_of
    from chipgraph.ontology.schema import ontology_paths
    from chipgraph.ontology.turtle import read_turtle

    with clock.stage("reading", len(paths)):
        ontology = read_turtle(*ontology_paths())
        sources = read_sources(paths)
        triples = sum(len(source.facts) + len(source.phrasings) for source in sources)
        return _Read(ontology, schema_of(ontology), sources, triples, admitted(paths))


def _admit(read: _Read, version: str, clock: Clock) -> Facts:
    from chipgraph.loaders.batch import build
    from chipgraph.loaders.quarantine import Quarantine
    from chipgraph.ontology.gate import check
    from chipgraph.ontology.rules import derive

    ontology, schema, quarantine = read.ontology, read.schema, Quarantine(read.sources)
    with clock.stage("checking"):
        if read.admitted:  # then there is one source, and nobody reads it again
            [graph] = (source.facts for source in read.sources)
        else:
            graph = quarantine.screen(lambda data: check(data, ontology))
    with clock.stage("deriving"):
        new = derive(graph, ontology)
    with clock.stage("mapping"):
        asks = quarantine.phrasings()
        batch = build(graph, asks, schema=schema, ontology=ontology, version=version)
    return Facts(graph, batch, schema, quarantine, read.triples, len(new))


def _embedded(facts: Facts, embedding: Embedding, clock: Clock) -> Batch:
    from chipgraph.loaders.batch import with_embeddings
    from chipgraph.loaders.vectors import texts_to_embed

    texts = texts_to_embed(facts.batch.nodes, facts.schema)
    with clock.stage("embedding", len(texts)):
        vectors = embedding.vectors(texts, clock.progress)
    return with_embeddings(facts.batch, vectors)


def _write(
    facts: Facts, batch: Batch, folder: Path, home: Path, model: str, clock: Clock
) -> LoadReport:
    """Fill a new folder: the database, the schema, the quarantine, at last the manifest."""
    from chipgraph.graph.embedded import build
    from chipgraph.loaders.quarantine import write_quarantine

    with clock.stage("storing", len(batch.nodes) + len(batch.relationships)):
        build(batch, folder / DATABASE, clock.progress)
        (folder / SCHEMA).write_text(facts.schema.to_json(), encoding="utf-8")
        write_quarantine(facts.quarantine, folder)
    report = report_of(facts, batch, home.name, home, model, clock.seconds)
    (folder / MANIFEST).write_text(report.manifest(created=now()), encoding="utf-8")
    return report


def report_of(
    facts: Facts,
    batch: Batch,
    name: str,
    place: Path | str,
    model: str,
    seconds: Mapping[str, float],
) -> LoadReport:
    """What was loaded, and where to."""
    return LoadReport(
        hash=name,
        folder=place,
        model=model,
        graph=batch.hash(),
        triples=facts.triples,
        derived=facts.derived,
        nodes=len(batch.nodes),
        relationships=len(batch.relationships),
        labels=_counted(label for node in batch.nodes for label in node.labels),
        types=_counted(edge.type for edge in batch.relationships),
        seconds=seconds,
        refusals=tuple(facts.quarantine.refusals),
    )


def now() -> str:
    """The time of a load, as its manifest says it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
