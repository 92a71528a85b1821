"""One question to the server over Bolt, without the retries of the driver's larger calls."""

from __future__ import annotations

import socket
from typing import Any, LiteralString

from chipgraph.server.machine import LOOPBACK
from chipgraph.server.password import USER

PATIENCE = 5.0  # seconds for a connection


def address_of(port: int) -> str:
    """The Bolt address of a port of this machine."""
    return f"bolt://{LOOPBACK}:{port}"


def ask(
    port: int, password: str, query: LiteralString, *, database: str | None = None, **values: Any
) -> list[list[Any]]:
    """The rows of one query, in a transaction of its own."""
    import neo4j

    with (
        neo4j.GraphDatabase.driver(
            address_of(port),
            auth=(USER, password),
            connection_timeout=PATIENCE,
            connection_acquisition_timeout=PATIENCE,
            telemetry_disabled=True,
        ) as driver,
        driver.session(database=database) as session,
    ):
        return session.run(query, values).values()


def entered(port: int, passwords: list[str]) -> str | None:
    """The first of these passwords that the server takes; None where it is not ready.

    Raises `PermissionError` where it is ready and takes none of them.
    """
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    if not listens(port):
        return None
    for password in passwords:
        try:
            ask(port, password, "RETURN 1")
        except AuthError:
            continue
        except (DriverError, Neo4jError, OSError):
            return None
        return password
    raise PermissionError


def listens(port: int) -> bool:
    """Whether anybody answers at a port of this machine."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((LOOPBACK, port)) == 0
