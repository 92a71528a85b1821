"""Where a graph lives: in a folder here or on a Neo4j server; doors see no difference."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chipgraph.errors import StoreDamaged, StoreError
from chipgraph.graph.neo4j_address import Address, is_url, read_address
from chipgraph.graph.store import Store, open_store
from chipgraph.loaders.content import content_hash, shipped_facts
from chipgraph.loaders.pipeline import DATABASE, SCHEMA, load
from chipgraph.loaders.progress import Progress
from chipgraph.loaders.report import REFUSALS, LoadReport
from chipgraph.loaders.shelf import Shelf
from chipgraph.ontology.schema import Schema
from chipgraph.qa.embedding import Embedder
from chipgraph.settings import Settings

if TYPE_CHECKING:
    from chipgraph.graph.neo4j_server import Server
    from chipgraph.graph.snapshot import Snapshot


class Place(Protocol):
    """What the graph of some settings can be asked for, wherever it lives."""

    @property
    def name(self) -> str:
        """The content hash of what the settings load."""

    def manifest(self) -> dict[str, Any] | None:
        """What the loaded graph says about itself; None where it is not loaded yet."""

    def load(self, progress: Progress, *, force: bool = False) -> LoadReport:
        """Bring it up to date, or say that it is."""

    def open(self) -> Store:
        """The store; StoreDamaged where only loading anew helps."""

    def schema(self) -> Schema:
        """The ontology that the graph was loaded with."""

    def quicken(self, store: Store, snapshot: Snapshot, schema: Schema) -> None:
        """Keep at hand what questions would otherwise ask of the store again and again."""

    def close(self) -> None:
        """Let go of what was opened."""

    def described(self) -> str:
        """The place in a few words, for `chipgraph doctor`."""


def place_of(settings: Settings, embedder: Embedder) -> Place:
    """The place that the setting `store` names."""
    if is_url(settings.store):
        return ServerPlace(settings, embedder, read_address(settings.store))
    return FolderPlace(settings, embedder)


def fact_files(settings: Settings) -> tuple[Path, ...]:
    """The shipped facts and the user's own."""
    return (*shipped_facts(), *settings.facts)


class _Named:
    """A place whose name is the content hash of facts and model."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self.settings = settings
        self.embedder = embedder

    @cached_property
    def name(self) -> str:
        """The content hash of what these settings load."""
        return content_hash(fact_files(self.settings), model=self.embedder.fingerprint)


class FolderPlace(_Named):
    """A folder per content hash, with the embedded store in it."""

    @property
    def folder(self) -> Path:
        """Where this graph is, or will be."""
        return self.settings.stores / self.name

    def manifest(self) -> dict[str, Any] | None:
        """What the loaded graph says about itself."""
        return Shelf(self.settings.stores).manifest(self.name)

    def load(self, progress: Progress, *, force: bool = False) -> LoadReport:
        """Build the store beside and rename it in."""
        return load(
            facts=fact_files(self.settings),
            store_folder=self.settings.stores,
            cache_folder=self.settings.cache_dir,
            embed=self.embedder.embed,
            model=self.embedder.fingerprint,
            progress=progress,
            force=force,
        )

    def open(self) -> Store:
        """The embedded store; a finished one has a schema and a database."""
        for part in (SCHEMA, DATABASE):
            if not (self.folder / part).exists():
                raise StoreDamaged(f"The store {self.folder} lacks its {part}.")
        return open_store("embedded", self.folder / DATABASE)

    def schema(self) -> Schema:
        """The ontology as the load wrote it."""
        return Schema.from_json((self.folder / SCHEMA).read_text(encoding="utf-8"))

    def quicken(self, store: Store, snapshot: Snapshot, schema: Schema) -> None:
        """Nothing: what an embedded store needs is in its folder."""

    def close(self) -> None:
        """Nothing is held."""

    def described(self) -> str:
        """The folder of the stores."""
        return f"embedded, in {self.settings.stores}"


class ServerPlace(_Named):
    """What is ours in one database of a Neo4j server."""

    def __init__(self, settings: Settings, embedder: Embedder, address: Address) -> None:
        super().__init__(settings, embedder)
        self.address = address
        self._server: Server | None = None

    def manifest(self) -> dict[str, Any] | None:
        """What the loaded graph says about itself."""
        from chipgraph.loaders.server import found_on

        found = found_on(self.server(), self.name)
        return found and {key: value for key, value in found.items() if key != REFUSALS}

    def load(self, progress: Progress, *, force: bool = False) -> LoadReport:
        """Write what differs."""
        from chipgraph.loaders.server import load_onto

        return load_onto(
            self.server(),
            facts=fact_files(self.settings),
            embed=self.embedder.embed,
            model=self.embedder.fingerprint,
            cache_folder=self.settings.cache_dir,
            progress=progress,
            force=force,
        )

    def open(self) -> Store:
        """The store on the open connection."""
        from chipgraph.graph.neo4j_store import open_on

        return open_on(self.server())

    def schema(self) -> Schema:
        """The ontology as the load wrote it."""
        from chipgraph.graph.neo4j_meta import read_meta

        meta = read_meta(self.server())
        if meta is None or not meta.schema:
            raise StoreError(f"There is no graph at {self.address.place}.", "Run: chipgraph load")
        return Schema.from_json(meta.schema)

    def quicken(self, store: Store, snapshot: Snapshot, schema: Schema) -> None:
        """Vectors are compared here: a search on the server takes longer than all the rest."""
        from chipgraph.graph.neo4j_store import Neo4jStore
        from chipgraph.loaders.near import kept_near
        from chipgraph.loaders.vectors import VectorCache

        if isinstance(store, Neo4jStore):
            cache = VectorCache(self.settings.cache_dir, self.embedder.fingerprint)
            store.near = kept_near(snapshot.nodes.values(), schema, cache)

    def unload(self, progress: Progress) -> int:
        """Remove exactly what is ours; how many nodes there were."""
        from chipgraph.graph.neo4j_build import unload

        return unload(self.server(), progress)

    def described(self) -> str:
        """Version and database of the server, which must answer for that."""
        server = self.server()
        [(database,)] = server.read("CALL db.info() YIELD name RETURN name").rows
        return f"Neo4j {server.dialect.version} at {self.address.url}, database {database}"

    def server(self) -> Server:
        """The one connection of this place, opened on first use."""
        if self._server is None:
            try:
                from chipgraph.graph.neo4j_server import Server
            except ImportError as missing:
                raise StoreError(
                    f"A Neo4j server cannot be used here: {missing}.", "pip install neo4j"
                ) from None
            self._server = Server(self.address)
        return self._server

    def close(self) -> None:
        """Let the connection go."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
