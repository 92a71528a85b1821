"""Everything that can go wrong, as one tree; each class carries its exit code.

    ChipgraphError                 1   anything below, or a fault of ours
    ├── UsageError                 2   the command or the question cannot be taken as typed
    │   └── SettingsError          2   chipgraph.toml, an environment variable or a flag is wrong
    ├── FactsError                 3   facts cannot be read, or some were refused
    │   ├── TurtleError            3   a Turtle file breaks the grammar; carries line and column
    │   └── DocumentError          3   a source document is missing or not the cited one
    ├── StoreError                 4   the graph store cannot be opened, read or written
    │   ├── StoreLocked            4   another process holds it for writing
    │   ├── StoreDamaged           4   its files cannot be read; a rebuild mends it
    │   └── QueryError             4   the store refused a query
    │       └── NotReadOnly        4   the query is not provably read-only
    ├── ModelError                 5   the embedding model is missing or is not the expected one
    ├── MissingExtra               6   an optional package is needed; the message names the command
    └── ServerError                7   the local Neo4j server cannot be used
        ├── FetchError             7   its jars cannot be fetched, or are not the pinned ones
        ├── PortTaken              7   another program listens where it should
        └── StartFailed            7   it did not start; carries the last lines of its logs

"No source says" is an answer, not an error: see `chipgraph.qa.answer`.
"""

from __future__ import annotations

import re
from pathlib import Path


def without_password(address: str) -> str:
    """An address as it may be shown.

    >>> without_password("https://me:secret@repository.example/maven")
    'https://repository.example/maven'
    """
    return re.sub(r"(?<=//)[^/\s]*@", "", address)


class ChipgraphError(Exception):
    """A failure told in plain words, with what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(ChipgraphError):
    """The command or the question cannot be taken as typed."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""


class FactsError(ChipgraphError):
    """Facts cannot be read, or some were refused at the gate."""

    exit_code = 3


class TurtleError(FactsError):
    """A Turtle file breaks the grammar: where, what was expected, how to mend it."""

    def __init__(
        self,
        path: Path,
        line: int | None,
        column: int | None,
        problem: str,
        hint: str = "",
        source: str = "",
    ) -> None:
        place = str(path)
        if line is not None:
            place += f", line {line}" + (f", column {column}" if column is not None else "")
        quoted = f"\n    {source}\n" if source else ""
        super().__init__(f"{place}: {problem}{quoted}", hint)
        self.path, self.line, self.column = path, line, column
        self.problem, self.source = problem, source


class DocumentError(FactsError):
    """A source document is missing or is not the one that was cited."""


class StoreError(ChipgraphError):
    """The graph store cannot be opened, read or written."""

    exit_code = 4


class StoreLocked(StoreError):
    """Another process holds the store for writing."""


class StoreDamaged(StoreError):
    """The files of the store cannot be read."""


class QueryError(StoreError):
    """The store refused a query."""


class NotReadOnly(QueryError):
    """The query is not provably read-only."""


class ModelError(ChipgraphError):
    """The embedding model is missing or is not the expected one."""

    exit_code = 5


class MissingExtra(ChipgraphError):
    """An optional package is needed."""

    exit_code = 6

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs an optional package.", f'pip install "chipgraph[{extra}]"'
        )


class ServerError(ChipgraphError):
    """The local Neo4j server cannot be used."""

    exit_code = 7


class FetchError(ServerError):
    """The jars of the server cannot be fetched, or are not the pinned ones."""


class PortTaken(ServerError):
    """Another program listens where the server should."""


class StartFailed(ServerError):
    """The server did not start; `log` holds the last lines that it wrote."""

    def __init__(self, message: str, log: tuple[str, ...], hint: str = "") -> None:
        shown = "".join(f"\n    {line}" for line in log)
        super().__init__(message + shown, hint)
        self.log = log
