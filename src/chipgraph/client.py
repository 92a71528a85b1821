"""The Python door: `chipgraph.open()` gives a graph to ask, to query and to look at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from chipgraph.errors import StoreDamaged
from chipgraph.graph.store import open_store
from chipgraph.loaders.content import content_hash, shipped_facts
from chipgraph.loaders.pipeline import DATABASE, SCHEMA, load
from chipgraph.loaders.progress import Progress, Silent
from chipgraph.loaders.report import LoadReport
from chipgraph.loaders.shelf import MANIFEST, Shelf
from chipgraph.ontology.schema import Schema
from chipgraph.qa.embedding import Embedder, open_embedder
from chipgraph.settings import Settings, read_settings

if TYPE_CHECKING:
    from chipgraph.graph.result import Result
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.qa.answer import Answer
    from chipgraph.qa.pipeline import Answerer
    from chipgraph.quotes import Documents

Shown = Callable[[], AbstractContextManager[Progress]]


def open(
    store: Path | str | None = None,
    facts: Sequence[Path | str] | None = None,
    *,
    documents: Path | str | None = None,
    model: str | None = None,
) -> ChipGraph:
    """Open the graph, loading it first where that was not done yet.

    `store` is the data folder, `facts` are Turtle files of your own beside the shipped ones; what
    is not given comes from the environment and chipgraph.toml, as on the command line.
    """
    given = {"data_dir": store, "facts": facts, "documents": documents, "model": model}
    return ChipGraph(read_settings(given))


class ChipGraph:
    """A loaded graph. Close it, or use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        *,
        progress: Shown = lambda: nullcontext(Silent()),
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        self.settings = settings
        self._embedder = open_embedder(settings.model)
        self._folder = settings.stores / store_name(settings, self._embedder)
        if Shelf(settings.stores).manifest(self._folder.name) is None:
            self._load(progress, say)
        try:
            self._check()
            self._store = open_store("embedded", self._folder / DATABASE)
        except StoreDamaged as damage:
            say(f"{damage.message} It is built anew from the facts.")
            self._load(progress, say, force=True)
            self._store = open_store("embedded", self._folder / DATABASE)

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The cited answer to a question; `after` is the answer that came just before."""
        answer = self._answerer.ask(question, after)
        return self._documents.quote(answer) if self._documents else answer

    def cypher(self, text: str, **parameters: Any) -> Result:
        """The rows of a query that only reads."""
        return self.query(text, parameters)

    def query(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None
    ) -> Result:
        """As `cypher`, with the parameters as one mapping and a cap on the rows."""
        from chipgraph.graph.result import run

        return run(self._store, text, parameters, limit=limit)

    @cached_property
    def schema(self) -> Schema:
        """The classes, relations, measures, values and units of the graph."""
        return Schema.from_json((self._folder / SCHEMA).read_text(encoding="utf-8"))

    @cached_property
    def snapshot(self) -> Snapshot:
        """The whole graph in memory, for analytics and pictures."""
        from chipgraph.graph.snapshot import Snapshot

        return Snapshot.read(self._store)

    def stats(self) -> dict[str, Any]:
        """What the store says about itself: its hash, when it was built, how many of what."""
        manifest: dict[str, Any] = json.loads((self._folder / MANIFEST).read_text("utf-8"))
        return manifest

    def close(self) -> None:
        """Let the store go."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _answerer(self) -> Answerer:
        from chipgraph.qa.pipeline import Answerer

        version = self._folder.name
        return Answerer(self._store, self.schema, self.snapshot, self._embedder, version)

    @cached_property
    def _documents(self) -> Documents | None:
        if self.settings.documents is None:
            return None
        from chipgraph.quotes import Documents

        rows = self._store.read("MATCH (d:Document) RETURN d.id, d.sha256 ORDER BY d.id")
        return Documents(self.settings.documents, dict(rows.rows))

    def _load(self, progress: Shown, say: Callable[[str], None], *, force: bool = False) -> None:
        with progress() as shown:
            report = load_store(self.settings, shown, force=force, embedder=self._embedder)
        if report.refusals:
            say(f"{len(report.refusals)} facts were refused; `chipgraph load` lists them")

    def _check(self) -> None:
        """A finished store has a schema and a database; where one is gone, it is damaged."""
        for part in (SCHEMA, DATABASE):
            if not (self._folder / part).exists():
                raise StoreDamaged(f"The store {self._folder} lacks its {part}.")


def load_store(
    settings: Settings,
    progress: Progress,
    *,
    force: bool = False,
    embedder: Embedder | None = None,
) -> LoadReport:
    """Bring the store of these settings up to date, or say that it is."""
    embedder = embedder or open_embedder(settings.model)
    return load(
        facts=fact_files(settings),
        store_folder=settings.stores,
        cache_folder=settings.cache_dir,
        embed=embedder.embed,
        model=embedder.fingerprint,
        progress=progress,
        force=force,
    )


def find_store(settings: Settings) -> dict[str, Any] | None:
    """The manifest of the store that these settings lead to; None where it is not loaded yet."""
    name = store_name(settings, open_embedder(settings.model))
    return Shelf(settings.stores).manifest(name)


def store_name(settings: Settings, embedder: Embedder) -> str:
    """The content hash of what these settings load."""
    return content_hash(fact_files(settings), model=embedder.fingerprint)


def fact_files(settings: Settings) -> tuple[Path, ...]:
    """The shipped facts and the user's own."""
    return (*shipped_facts(), *settings.facts)
