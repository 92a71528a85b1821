"""`chipgraph neo4j start`, `status`, `stop` and `password`: a local Neo4j server."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chipgraph.commands.shared import Json, settings_of
from chipgraph.errors import UsageError
from chipgraph.failures import tell
from chipgraph.tables import as_json

if TYPE_CHECKING:
    from chipgraph.server import LocalServer, Status
    from chipgraph.settings import Settings

AcceptLicence = Annotated[
    bool,
    typer.Option(
        "--accept-licence",
        "--accept-license",
        help="Accept Neo4j's licence, the GPL 3.0, without being asked.",
    ),
]
BoltPort = Annotated[
    int, typer.Option(min=1, max=65535, metavar="PORT", help="Where drivers connect.")
]
HttpPort = Annotated[
    int, typer.Option(min=1, max=65535, metavar="PORT", help="Where the Browser is.")
]

app = typer.Typer(
    name="neo4j",
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Run a local Neo4j server, for Bolt drivers and the Neo4j Browser.

    \b
    chipgraph neo4j start
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def start(
    context: typer.Context,
    accept_licence: AcceptLicence = False,
    bolt_port: BoltPort = 7687,
    http_port: HttpPort = 7474,
    heap: Annotated[
        str, typer.Option(metavar="SIZE", help="Memory for queries: 512m, 2g.")
    ] = "512m",
) -> None:
    """Start the server; the first time fetches it.

    It listens on this machine alone, with a generated password, and goes on when the terminal
    closes. One that runs already is left as it is.

    \b
    chipgraph neo4j start
    chipgraph neo4j start --accept-licence --bolt-port 7688 --http-port 7475
    """
    settings = settings_of(context)
    server = local_server(settings, bolt_port=bolt_port, http_port=http_port, heap=heap)
    status, fresh = started(server, settings, accept_licence)
    if not fresh:
        tell("it runs already; to change its ports or memory, stop it first", label="note: ")
    sys.stdout.write(_text(status))


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Say whether the server runs, and where.

    \b
    chipgraph neo4j status
    """
    found = local_server(settings_of(context)).status()
    sys.stdout.write(as_json(asdict(found)) if json else _text(found))


@app.command()
def stop(context: typer.Context) -> None:
    """Stop the server; its data stays.

    \b
    chipgraph neo4j stop
    """
    stopped = local_server(settings_of(context)).stop()
    print("stopped" if stopped else "it was not running")


@app.command()
def password(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--show", help="Print the password itself.")] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Give the running server a new password.")
    ] = False,
) -> None:
    """Say where the password is kept; print or change it.

    \b
    chipgraph neo4j password --show
    chipgraph neo4j password --new
    """
    server = local_server(settings_of(context))
    if new:
        server.new_password()
        tell("the server has a new password", label="")
    secret = server.password
    print(secret if show else f"user {server.user}, password in {server.password_file}")


def started(server: LocalServer, settings: Settings, agreed: bool) -> tuple[Status, bool]:
    """A server that runs, started where need be; whether it was."""
    from chipgraph.progress import shown

    _agree(server, settings, agreed)
    before = server.status().pid
    with shown() as progress:
        status = server.start(progress)
    return status, status.pid != before


def local_server(settings: Settings, **given: Any) -> LocalServer:
    from chipgraph.server import LocalServer

    return LocalServer(settings.neo4j, repository=settings.maven_repository, **given)


def _agree(server: LocalServer, settings: Settings, agreed: bool) -> None:
    """Fetch nothing before the licence was accepted, by the flag or in words."""
    from chipgraph.server.licence import accept, accepted, notice

    if accepted(server.home, server.lock):
        return
    print(notice(server.lock, settings.maven_repository), file=sys.stderr)
    if not agreed and not sys.stdin.isatty():
        raise UsageError(
            "Neo4j's licence was not accepted.", "Read it, then add the flag --accept-licence."
        )
    if not agreed and not typer.confirm("Accept this licence and fetch it?", err=True):
        raise UsageError("Neo4j's licence was not accepted; nothing was fetched.")
    accept(server.home, server.lock)


def _text(status: Status) -> str:
    """A status for people, one thing a line."""
    head = f"Neo4j {status.version} is {status.state}"
    process = f" (process {status.pid})" if status.pid else ""
    lines = [head + process + (f": {status.detail}" if status.detail else "")]
    if status.pid:
        lines += [
            f"  Bolt      {status.bolt}",
            f"  Browser   {status.browser}",
            f"  user      {status.user}",
            "  password  chipgraph neo4j password --show",
        ]
    return "\n".join([*lines, f"  home      {status.home}"]) + "\n"
