"""What a Neo4j server and its driver say, in our words; no secret is ever part of them."""

from __future__ import annotations

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from chipgraph.errors import NotReadOnly, QueryError, StoreError
from chipgraph.graph.neo4j_address import DATABASE, PASSWORD, USER, Address
from chipgraph.graph.timeouts import too_slow

AGAIN = "Run the command again: it goes on where it stopped."
_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError")
_READ_ONLY = ("ForbiddenOnReadOnlyDatabase", "WriteOnReadOnlyAccessDatabase")
_NO_DATABASE = ("DatabaseNotFound", "DatabaseUnavailable")
_TIMES_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")
_REFUSES_LOGIN = {
    "AuthenticationRateLimit": "too many wrong passwords; wait some seconds",
    "CredentialsExpired": "the password must be changed first, in the Browser or cypher-shell",
}
_LOST = (ServiceUnavailable, SessionExpired)


def retryable(problem: Exception) -> bool:
    """Whether the same work may succeed a moment later; a full memory stays full."""
    if isinstance(problem, _LOST):
        return True
    if not isinstance(problem, Neo4jError):
        return False
    return problem.is_retryable() and _kind(problem) not in _MEMORY


def translate(
    problem: Exception, address: Address, *, text: str = "", seconds: float = 0.0
) -> StoreError:
    """An error of the server or the driver as one of ours; `text` is the query that met it."""
    if isinstance(problem, Neo4jError):
        return _from_server(problem, address, text, seconds)
    if isinstance(problem, _LOST):
        return _unreachable(problem, address)
    if isinstance(problem, ConfigurationError | DriverError):
        return StoreError(f"The driver cannot use {address.place}: {_said(problem)}.")
    return StoreError(f"{address.place} cannot be used: {_said(problem)}.")


def _from_server(problem: Neo4jError, address: Address, text: str, seconds: float) -> StoreError:
    kind = _kind(problem)
    if isinstance(problem, AuthError) or kind in _REFUSES_LOGIN:
        return _login(kind, address)
    if kind == "AccessMode":
        return NotReadOnly("The query would write.", "Only reading is allowed here.")
    if kind in _READ_ONLY or "read only" in _said(problem).lower():
        return _read_only(address)
    if kind in _NO_DATABASE:
        hint = f"Name one that the server has: {DATABASE[0]}; most servers have “neo4j”."
        return StoreError(f"{address.place}: {_said(problem)}.", hint)
    if kind in _TIMES_OUT:
        return too_slow(seconds)
    if kind in _MEMORY:
        return _memory(address, text)
    if isinstance(problem, ConstraintError) or kind == "ConstraintCreationFailed":
        return taken(address, _said(problem))
    if kind == "Forbidden":
        return StoreError(
            f"{address.user} may not do this at {address.place}: {_said(problem)}.",
            f"Log in as somebody who may: {USER[0]}.",
        )
    shown = f"Query: {text}" if text else ""
    return QueryError(f"The store refused the query: {_said(problem)}", shown)


def taken(address: Address, what: str) -> StoreError:
    """Nodes of somebody else stand where ours would."""
    return StoreError(
        f"{address.place} holds nodes that are not ours and clash with ours: {what}.",
        f"They stay as they are. Use a database of its own: {DATABASE[0]}.",
    )


def _login(kind: str, address: Address) -> StoreError:
    reason = _REFUSES_LOGIN.get(kind, "wrong user or password")
    hint = f"Set {USER[0]} and {PASSWORD[0]}."
    if not address.password:
        reason, hint = "it wants a password", f"Set {PASSWORD[0]} (and {USER[0]})."
    return StoreError(f"{address.place} refuses {address.user}: {reason}.", hint)


def _read_only(address: Address) -> StoreError:
    return StoreError(
        f"The database at {address.place} is read-only.",
        "Load into one that may be written (server.databases.read_only in neo4j.conf), "
        f"or name another: {DATABASE[0]}.",
    )


def _memory(address: Address, text: str) -> StoreError:
    said = f"The server {address.place} ran out of memory."
    hint = "Give it more: dbms.memory.transaction.total.max or server.memory.heap.max_size."
    if text:
        return QueryError(said, f"Narrow the query or add LIMIT. {hint}")
    return StoreError(said, f"{hint} {AGAIN}")


def _unreachable(problem: Exception, address: Address) -> StoreError:
    said = _said(problem)
    if "certificate" in said.lower() or "ssl" in said.lower():
        return StoreError(
            f"{address.place} cannot be trusted: {said}.",
            "neo4j+s:// needs a certificate that your system knows; neo4j+ssc:// takes any.",
        )
    return StoreError(
        f"{address.place} cannot be reached: {said}.",
        "See that the server runs and that address and port are right (Bolt: mostly 7687). "
        "What was loaded so far is kept; the same command goes on from there.",
    )


def _kind(problem: Neo4jError) -> str:
    return str(problem.code or "").rpartition(".")[2]


def _said(problem: Exception) -> str:
    """The first line of the message, without codes and without a full stop."""
    said = getattr(problem, "message", None) or str(problem) or type(problem).__name__
    return str(said).strip().splitlines()[0].rstrip(".: ")
