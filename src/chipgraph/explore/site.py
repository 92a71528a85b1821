"""The files of the guide, in memory, in a folder or over HTTP on this machine.

The Browser fetches them from another origin than its own, so each answer allows that (CORS). Only
this machine reaches the server, and only under the names of this machine: a page of another host
that points its name here (DNS rebinding) is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from chipgraph.explore.asciidoc import asciidoc
from chipgraph.explore.guide import Guide
from chipgraph.explore.html import html
from chipgraph.explore.style import grass
from chipgraph.ontology.schema import Schema
from chipgraph.server.machine import LOOPBACK, check_port

GUIDE, STYLE = "guide.html", "style.grass"
PORT = 7470
# The Browser allows guides of this name before it has logged in; of an address only afterwards.
NAME = "localhost"
TYPES = {
    ".html": "text/html",
    ".adoc": "text/plain",
    ".grass": "text/plain",
    ".cypher": "text/plain",
}


def files_of(
    schema: Schema, guide: Guide, base: str, marks: tuple[str, ...] = ()
) -> dict[str, str]:
    """Every file by its path, as they refer to each other below the address `base`."""
    style_url = f"{base}/{STYLE}"
    return {
        GUIDE: html(guide, style_url),
        "guide.adoc": asciidoc(guide, style_url),
        STYLE: grass(schema, marks),
        **{f"queries/{saved.name}.cypher": f"{saved.titled}\n" for saved in guide.queries},
    }


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Put the files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def address(port: int) -> str:
    """Where the files are served."""
    return f"http://{NAME}:{port}"


class Site(ThreadingHTTPServer):
    """A server of files; the port is taken when it is made."""

    daemon_threads = True

    def __init__(self, port: int, flag: str = "--guide-port") -> None:
        self.files: dict[str, bytes] = {}
        check_port(port, flag)
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def base(self) -> str:
        """The address below which the files are."""
        return address(self.server_port)

    def offer(self, files: Mapping[str, str]) -> Self:
        """Serve these files."""
        self.files = {f"/{name}": text.encode() for name, text in files.items()}
        return self

    def allows(self, host: str) -> bool:
        """Whether a request was meant for this machine."""
        return host in {f"{name}:{self.server_port}" for name in (NAME, LOOPBACK)}


class _Handler(BaseHTTPRequestHandler):
    """GET, HEAD and OPTIONS of known files; anything else is refused."""

    server: Site
    server_version, sys_version = "chipgraph", ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_OPTIONS(self) -> None:
        if self._meant():
            self._head(
                HTTPStatus.NO_CONTENT, {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS"}
            )

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows how to get in."""

    def _answer(self, *, body: bool) -> None:
        if not self._meant():
            return
        name = self.path.partition("?")[0]
        found = self.server.files.get(name)
        text = b"There is no such file here.\n" if found is None else found
        kind = TYPES.get(Path(name).suffix, "text/plain") if found is not None else "text/plain"
        status = HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND
        sizes = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(text))}
        self._head(status, sizes)
        if body:
            self.wfile.write(text)

    def _meant(self) -> bool:
        if self.server.allows(self.headers.get("Host", "")):
            return True
        self._head(HTTPStatus.MISDIRECTED_REQUEST, {"Content-Length": "0"})
        return False

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        always = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "*",
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in {**always, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
