"""A Neo4j server that answers: one driver, reads that cannot write, writes that are tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, Query, Session

from chipgraph.errors import StoreError
from chipgraph.graph.caps import UNBOUNDED, Caps, kept
from chipgraph.graph.neo4j_address import Address
from chipgraph.graph.neo4j_dialect import Dialect
from chipgraph.graph.neo4j_errors import retryable, translate
from chipgraph.graph.neo4j_values import incoming, outgoing
from chipgraph.graph.store import Rows
from chipgraph.graph.timeouts import query_timeout, within

READING, WRITING = 3.0, 60.0  # seconds in which a read, a write is tried again
_CONNECTING = 10.0
_GRACE = 1.0  # seconds in which a server stops a query by itself
_PAUSE, _LONGEST = 0.1, 2.0
_ROWS = 10_000  # that the server sends at once

Found = TypeVar("Found")


class Server:
    """An open connection; close it when done."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._open = True
        try:
            self._driver = _driver(address)
        except Exception as problem:
            raise translate(problem, address) from problem
        try:
            self.dialect = self._greet()
        except BaseException:
            self._driver.close()
            raise

    def read(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        caps: Caps = UNBOUNDED,
        said: bool = True,
    ) -> Rows:
        """The rows of a query that only reads; `said`: the text is the shared Cypher."""
        seconds = query_timeout() if timeout is None else timeout
        written = self.dialect.said(text) if said else text
        query = Query(written, timeout=seconds or None, metadata={"app": "chipgraph"})
        values = {key: outgoing(value) for key, value in (parameters or {}).items()}

        def work(session: Session) -> Rows:
            result = session.run(query, values)
            columns = tuple(result.keys())
            rows, cut = kept((tuple(map(incoming, record.values())) for record in result), caps)
            return Rows(columns, tuple(rows), cut)

        def attempt() -> Rows:
            return self._attempt(work, READ_ACCESS, READING)

        try:
            return attempt() if not timeout else within(timeout, attempt, grace=_GRACE)
        except StoreError:
            raise
        except Exception as problem:
            raise translate(problem, self.address, text=text, seconds=seconds) from problem

    def kind(self, text: str, parameters: Mapping[str, Any]) -> str:
        """What the server says that a text would do: `r`, `w`, `rw` or `s`; it is not run."""
        values = {key: outgoing(value) for key, value in parameters.items()}

        def work(session: Session) -> str:
            told = session.run(Query(self.dialect.said(f"EXPLAIN {text}")), values).consume()
            return told.query_type or ""

        try:
            return self._attempt(work, READ_ACCESS, READING)
        except StoreError:
            raise
        except Exception as problem:
            raise translate(problem, self.address, text=text) from problem

    def raw(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query of our own, as the driver gives them: with the marks."""
        query = Query(self.dialect.said(text), timeout=WRITING, metadata={"app": "chipgraph"})

        def work(session: Session) -> list[tuple[Any, ...]]:
            return [tuple(record.values()) for record in session.run(query, dict(parameters or {}))]

        try:
            return self._attempt(work, READ_ACCESS, WRITING)
        except StoreError:
            raise
        except Exception as problem:
            raise translate(problem, self.address, text=text, seconds=WRITING) from problem

    def write(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement as one transaction; it may be run twice, so it must bear that."""

        def work(session: Session) -> list[dict[str, Any]]:
            return session.run(Query(self.dialect.said(text)), dict(parameters or {})).data()

        try:
            return self._attempt(work, WRITE_ACCESS, WRITING)
        except StoreError:
            raise
        except Exception as problem:
            raise translate(problem, self.address) from problem

    def close(self) -> None:
        """Let the connection go; closing twice does nothing."""
        self._open = False
        self._driver.close()

    def _attempt(self, work: Callable[[Session], Found], access: str, patience: float) -> Found:
        if not self._open:
            raise StoreError(f"The store {self.address.place} is closed.", "Open it again.")
        deadline, pause = time.monotonic() + patience, _PAUSE
        while True:
            try:
                with self._driver.session(
                    database=self.address.database, default_access_mode=access, fetch_size=_ROWS
                ) as session:
                    return work(session)
            except Exception as problem:
                if _interrupted(problem):
                    raise KeyboardInterrupt from None
                if not retryable(problem) or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST)

    def _greet(self) -> Dialect:
        try:
            agent = self._driver.get_server_info().agent
        except Exception as problem:
            raise translate(problem, self.address) from problem
        return Dialect.of(agent, self.address.place)


def _interrupted(problem: BaseException | None) -> bool:
    """Whether Ctrl-C is below: a session that it breaks may fail at closing, and hide it."""
    while problem is not None and not isinstance(problem, KeyboardInterrupt):
        problem = problem.__context__
    return problem is not None


def _driver(address: Address) -> Driver:
    return GraphDatabase.driver(
        address.url,
        auth=(address.user, address.password) if address.password else None,
        connection_timeout=_CONNECTING,
        connection_acquisition_timeout=_CONNECTING,
        max_transaction_retry_time=READING,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
        user_agent="chipgraph",
    )
