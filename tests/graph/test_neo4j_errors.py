"""What can go wrong with a server is told in plain words, with what to do, and without secrets."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from neo4j import READ_ACCESS
from neo4j.exceptions import Neo4jError, ServiceUnavailable
from support.neo4j import RunningNeo4j

from chipgraph.errors import NotReadOnly, QueryError, StoreError
from chipgraph.graph.neo4j_address import Address
from chipgraph.graph.neo4j_dialect import Dialect
from chipgraph.graph.neo4j_errors import retryable, translate
from chipgraph.graph.neo4j_server import Server
from chipgraph.graph.neo4j_store import open_neo4j
from chipgraph.graph.store import open_store

SECRET = "not-the-password"
PLACE = Address("neo4j://graph.example", "ann", SECRET)


def said(code: str, message: str = "the server's words") -> Exception:
    """An error as the driver makes it of what a server sends."""
    hydrate = Neo4jError._hydrate_neo4j
    return hydrate(code=code, message=message)


def test_ctrl_c_is_not_hidden_by_a_session_that_cannot_be_closed(
    neo4j_server: RunningNeo4j,
) -> None:
    def work(session: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise ServiceUnavailable("the connection is defunct")

    server = Server(neo4j_server.address)
    with pytest.raises(KeyboardInterrupt):
        server._attempt(work, READ_ACCESS, 5.0)
    server.close()


def test_a_wrong_password_is_told(neo4j_server: RunningNeo4j) -> None:
    with pytest.raises(StoreError, match=r"refuses neo4j: wrong.*CHIPGRAPH_NEO4J_PASSWORD") as told:
        open_neo4j(replace(neo4j_server.address, password=SECRET))
    assert SECRET not in str(told.value)
    assert SECRET not in repr(told.value.__cause__)


def test_a_missing_password_is_told(neo4j_server: RunningNeo4j) -> None:
    with pytest.raises(StoreError, match="it wants a password"):
        open_store("neo4j", neo4j_server.url)


def test_an_unknown_database_is_told(neo4j_server: RunningNeo4j) -> None:
    with pytest.raises(StoreError, match=r"nowhere.*CHIPGRAPH_NEO4J_DATABASE"):
        open_neo4j(replace(neo4j_server.address, database="nowhere"))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_closed_port_is_told(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=r"cannot be reached: .*See that the server runs"):
        open_neo4j(Address(f"{scheme}://127.0.0.1:{port}", "neo4j", SECRET))


def test_a_port_that_speaks_something_else_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.listen()
        import threading

        def answer() -> None:
            with server.accept()[0] as client:
                client.recv(100)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(StoreError, match="cannot be"):
            Server(Address(f"bolt://127.0.0.1:{port}", "neo4j", SECRET))


def test_a_query_that_eats_the_memory_is_told(server: Server) -> None:
    with pytest.raises(QueryError, match=r"ran out of memory.*Narrow the query"):
        server.read("UNWIND range(1, 100000000) AS n RETURN size(collect([n, toString(n)])) AS s")
    assert server.read("RETURN 1 AS one").rows == ((1,),)


@pytest.mark.parametrize("text", ["CREATE INDEX x FOR (n:X) ON (n.y)", "CALL db.createLabel('X')"])
def test_a_read_changes_no_schema(server: Server, text: str) -> None:
    with pytest.raises(NotReadOnly):
        server.read(text)


@pytest.mark.parametrize(
    ("code", "message", "told"),
    [
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", "x", "is read-only"),
        ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", "x", "is read-only"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "x", "ran out of memory"),
        ("Neo.ClientError.Security.CredentialsExpired", "x", "must be changed first"),
        ("Neo.ClientError.Security.AuthenticationRateLimit", "x", "wait some seconds"),
        ("Neo.ClientError.Security.Forbidden", "no right to write", "ann may not do this"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", "Node(7) exists", "not ours"),
    ],
)
def test_each_refusal_of_a_server_has_its_words(code: str, message: str, told: str) -> None:
    words = str(translate(said(code, message), PLACE))
    assert told in words
    assert SECRET not in words


def test_only_what_passes_is_tried_again() -> None:
    assert retryable(said("Neo.TransientError.Transaction.DeadlockDetected"))
    assert not retryable(said("Neo.TransientError.General.MemoryPoolOutOfMemoryError"))
    assert not retryable(said("Neo.ClientError.Statement.SyntaxError"))
    assert not retryable(ValueError("x"))


@pytest.mark.parametrize("agent", ["Neo4j/4.4.40", "Neo4j/5.25.1", "Neo4j/3.5.0"])
def test_an_old_server_is_refused(agent: str) -> None:
    with pytest.raises(StoreError, match=r"too old.*5\.26"):
        Dialect.of(agent, "bolt://x")
    with pytest.raises(StoreError, match="is no Neo4j server"):
        Dialect.of("Other/1.0", "bolt://x")


def test_newer_servers_are_told_which_language_is_spoken() -> None:
    old, middle, new = (
        Dialect.of(f"Neo4j/{v}", "x") for v in ("5.26.30", "2025.06.2", "2026.08.1")
    )
    assert old.said("RETURN 1") == "RETURN 1"
    assert middle.said("RETURN 1") == new.said("RETURN 1") == "CYPHER 5 RETURN 1"
    assert old.vector_search("i", "Claim", "M").startswith("CALL db.index.vector.queryNodes('i'")
    assert middle.vector_search("i", "Claim", "M").startswith("CYPHER 5 CALL db.index.vector")
    assert new.vector_search("i", "Claim", "M").startswith("CYPHER 25 MATCH (node:`Claim`) SEARCH")
