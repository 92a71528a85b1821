"""`chipgraph explore`: the graph in the Neo4j Browser, with a guide beside it."""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgraph.commands.server import AcceptLicence, BoltPort, HttpPort, local_server, started
from chipgraph.commands.shared import settings_of
from chipgraph.failures import tell

if TYPE_CHECKING:
    from chipgraph.explore.site import Site
    from chipgraph.graph.neo4j_address import Address
    from chipgraph.settings import Settings


def explore(
    context: typer.Context,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the web browser.")
    ] = True,
    guide_port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Where the guide is served.")
    ] = 7470,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write guide, style and queries there; nothing else."),
    ] = None,
    accept_licence: AcceptLicence = False,
    bolt_port: BoltPort = 7687,
    http_port: HttpPort = 7474,
) -> None:
    """Walk through the graph in the Neo4j Browser, with a guide.

    Without --store it starts the local server of `chipgraph neo4j` where that does not run yet.
    The facts are loaded first where need be. The guide is served until Ctrl-C.

    \b
    chipgraph explore
    chipgraph --store neo4j://127.0.0.1:7687 explore --no-open
    chipgraph explore --write guide/
    """
    settings = settings_of(context)
    if write is not None:
        _write(write, guide_port)
        return
    from chipgraph.explore.site import Site

    with Site(guide_port) as site:
        at, browser, local = _server_of(settings, accept_licence, bolt_port, http_port)
        address = _offer(site, settings, at, browser)
        sys.stdout.write(_text(address, site.base, at, local))
        sys.stdout.flush()
        if open_browser:
            _open(address)
        with suppress(KeyboardInterrupt):
            site.serve_forever()
    goes_on = " Neo4j goes on: chipgraph neo4j stop ends it" if local else ""
    tell(f"the guide is no longer served;{goes_on}".rstrip(";"), label="")


def _write(folder: Path, port: int) -> None:
    from chipgraph.explore.guide import read_guide
    from chipgraph.explore.site import address, files_of, write_files
    from chipgraph.explore.target import MARKS
    from chipgraph.ontology.schema import read_schema

    schema = read_schema()
    files = files_of(schema, read_guide(schema), address(port), MARKS)
    write_files(files, folder)
    print(f"wrote {len(files)} files to {folder}")


def _server_of(
    settings: Settings, agreed: bool, bolt_port: int, http_port: int
) -> tuple[Address, str, bool]:
    """The server of the settings, its Browser, and whether it is the local one."""
    from chipgraph.explore.target import browser_of
    from chipgraph.graph.neo4j_address import Address, is_url, read_address

    if is_url(settings.store):
        at = read_address(settings.store)
        return at, browser_of(at), False
    server = local_server(settings, bolt_port=bolt_port, http_port=http_port)
    status, _ = started(server, settings, agreed)
    url = status.bolt.replace("bolt://", "neo4j://")
    return Address(url, server.user, server.password), status.browser, True


def _offer(site: Site, settings: Settings, at: Address, browser: str) -> str:
    """Load the facts, offer the files; the address that opens the guide."""
    from chipgraph.explore.guide import read_guide
    from chipgraph.explore.site import GUIDE, files_of
    from chipgraph.explore.target import MARKS, link, loaded
    from chipgraph.progress import shown

    with shown() as progress:
        schema, report = loaded(settings, at, progress)
    if report is not None:
        tell(report.summary(), label="")
    site.offer(files_of(schema, read_guide(schema), site.base, MARKS))
    return link(browser, at, f"{site.base}/{GUIDE}")


def _text(address: str, base: str, at: Address, local: bool) -> str:
    """What a person needs in order to get in."""
    secret = "chipgraph neo4j password --show" if local else "the one of this server"
    return (
        f"Open    {address}\n"
        f"Log in  user {at.user}, password: {secret}\n"
        f"Guide   :guide {base}/guide.html\n"
        f"Style   :style {base}/style.grass\n"
        "The guide is served until Ctrl-C.\n"
    )


def _open(address: str) -> None:
    """Open the web browser of a desktop; one of the terminal would take the terminal away."""
    desktop = sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if not desktop or not webbrowser.open(address):
        tell("no web browser was found here; open the address yourself", label="note: ")
