"""The server to be looked at: the facts on it, and where its Browser is."""

from __future__ import annotations

from contextlib import closing, suppress
from urllib.parse import urlsplit

from chipgraph.errors import StoreError
from chipgraph.graph.neo4j_address import Address
from chipgraph.graph.neo4j_schema import MARK
from chipgraph.graph.neo4j_server import Server
from chipgraph.loaders.progress import Progress
from chipgraph.loaders.report import LoadReport
from chipgraph.ontology.schema import Schema
from chipgraph.places import ServerPlace
from chipgraph.qa.embedding import open_embedder
from chipgraph.settings import Settings

MARKS = (MARK,)
HTTP_PORT = 7474
_SETTINGS = (
    "SHOW SETTINGS YIELD name, value "
    "WHERE name IN ['server.http.enabled', 'server.http.advertised_address'] RETURN name, value"
)


def loaded(settings: Settings, at: Address, progress: Progress) -> tuple[Schema, LoadReport | None]:
    """The ontology of the graph at an address, and the report where it had to be loaded first."""
    with closing(ServerPlace(settings, open_embedder(settings.model), at)) as place:
        report = place.load(progress) if place.manifest() is None else None
        return place.schema(), report


def browser_of(at: Address) -> str:
    """Where the Browser of a server is: as the server says, else where it is by default."""
    host = urlsplit(at.url).hostname or ""
    port: int | None = None
    with suppress(StoreError, ValueError), closing(Server(at)) as server:
        told = {str(name): str(value) for name, value in server.read(_SETTINGS)}
        if told.get("server.http.enabled") != "false":
            port = urlsplit(f"//{told.get('server.http.advertised_address', '')}").port
    return f"http://{f'[{host}]' if ':' in host else host}:{port or HTTP_PORT}/browser/"


def link(browser: str, at: Address, guide: str) -> str:
    """The Browser with the server and the user filled in and the guide beside it.

    `guide` must be an address of localhost: which other hosts a server allows is unknown to the
    Browser before it has logged in.
    """
    parts = urlsplit(at.url)
    return f"{browser}?dbms={parts.scheme}://{at.user}@{parts.netloc}&cmd=guide&arg={guide}"
