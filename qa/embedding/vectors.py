"""A file of vectors, each under a digest of its text: quick to ask, safe to lose.

SQLite keeps it whole when a process is killed and lets several processes share it. A vector that
cannot be had is computed again, so nothing that goes wrong here is an error: a damaged file is
deleted and begun anew, a file that cannot be written is left alone. Both are logged.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
T = TypeVar("T")

_log = logging.getLogger(__name__)
_FORMAT = 1  # raised when the table changes; a file of another format is begun anew
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, used INTEGER)"
_PATIENCE = 5.0  # seconds to wait for another process
_AT_ONCE = 500  # keys in one query; SQLite takes 999 at least
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_SECONDS_A_DAY = 86400


class VectorFile:
    """The vectors in one file, at most so many; those not used for longest go first."""

    def __init__(self, path: Path, *, dimensions: int, most: int) -> None:
        self.path = path
        self._dimensions = dimensions
        self._most = most

    def read(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """The vectors that are there; one that has not unit length is not."""
        if not self.path.exists():
            return {}
        return self._attempt(lambda connection: self._read(connection, keys)) or {}

    def write(self, vectors: Mapping[bytes, Floats]) -> None:
        """Keep these vectors, all or none."""
        self._attempt(lambda connection: self._write(connection, vectors))

    def _read(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        rows: list[tuple[bytes, bytes, int]] = []
        for part in _parts(dict.fromkeys(keys)):
            marks = ",".join("?" * len(part))
            query = f"SELECT key, vector, used FROM vectors WHERE key IN ({marks})"
            rows += connection.execute(query, part)
        today = _today()
        old = [(today, key) for key, _, used in rows if used != today]
        with suppress(sqlite3.OperationalError), connection:  # a busy file is no reason to wait
            connection.executemany("UPDATE vectors SET used = ? WHERE key = ?", old)
        return dict(self._sound(rows))

    def _sound(self, rows: Iterable[tuple[bytes, bytes, int]]) -> Iterator[tuple[bytes, Floats]]:
        for key, blob, _ in rows:
            if isinstance(blob, bytes) and len(blob) == 4 * self._dimensions:
                vector: Floats = np.frombuffer(blob, dtype="<f4").astype(np.float32)
                if abs(float(vector @ vector) - 1) < 1e-3:
                    yield key, vector

    def _write(self, connection: sqlite3.Connection, vectors: Mapping[bytes, Floats]) -> None:
        today = _today()
        rows = [(key, row.astype("<f4").tobytes(), today) for key, row in vectors.items()]
        with connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            (count,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
            if count > self._most:
                oldest = "SELECT key FROM vectors ORDER BY used, rowid LIMIT ?"
                connection.execute(
                    f"DELETE FROM vectors WHERE key IN ({oldest})", (count - self._most,)
                )

    def _attempt(self, task: Callable[[sqlite3.Connection], T]) -> T | None:
        for _ in range(2):
            try:
                with closing(self._open()) as connection:
                    return task(connection)
            except sqlite3.DatabaseError as error:
                if _code(error) not in _DAMAGE:
                    _log.warning("%s is not used: %s", self.path, error)
                    return None
                _log.warning("%s is damaged and begun anew: %s", self.path, error)
                self._delete()
            except OSError as error:
                _log.warning("%s is not used: %s", self.path, error)
                return None
        return None

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_PATIENCE)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise _other_format(found)
        with suppress(sqlite3.OperationalError):  # another process is doing the same
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not found:
            with connection:
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _other_format(found: int) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(f"it has format {found}, not {_FORMAT}")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    return error


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # the primary code


def _parts(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(keys)
    while part := list(islice(remaining, _AT_ONCE)):
        yield part


def _today() -> int:
    return int(time.time()) // _SECONDS_A_DAY
