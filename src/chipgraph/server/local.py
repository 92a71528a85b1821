"""A Neo4j server of this user on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chipgraph.errors import ServerError, StartFailed
from chipgraph.loaders.progress import Progress, Silent
from chipgraph.server import bolt, conf, fetch, process
from chipgraph.server.java import find_java
from chipgraph.server.lock import RELEASES, read_lock
from chipgraph.server.machine import LOOPBACK, alone, check_memory, check_port
from chipgraph.server.password import USER, Password

BOLT_PORT, HTTP_PORT, HEAP = 7687, 7474, "512m"
FOLDERS = ("data", "logs", "run", "import", "plugins")
PATIENCE = 180.0  # seconds until a server must answer
REFUSALS = 3  # how often it may refuse the password while it starts
LINES = 15  # of its logs, in a message


class State(StrEnum):
    """How a server is."""

    RUNNING = "running"
    SILENT = "not answering"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known about a server; `detail` says what is unusual."""

    state: State
    version: str
    home: str
    user: str
    bolt: str = ""
    browser: str = ""
    pid: int | None = None
    since: float | None = None
    java: str = ""
    detail: str = ""


class LocalServer:
    """A server with its own home folder; what is in it stays when it stops.

    Its first start fetches software under the GPL 3.0: to call `start` is to accept that licence.

    `jars` is where the fetched jars lie (in the home folder, unless several homes share them) and
    `repository` the Maven repository they come from. `release` is one of the pinned releases; what
    a newer one has opened cannot go back to an older one.
    """

    user = USER

    def __init__(
        self,
        home: Path,
        *,
        jars: Path | None = None,
        bolt_port: int = BOLT_PORT,
        http_port: int = HTTP_PORT,
        heap: str = HEAP,
        repository: str | None = None,
        java: Path | None = None,
        release: str = RELEASES[0],
    ) -> None:
        self.home = home.absolute()
        self.jars = (jars or self.home / "jars").absolute()
        self.lock = read_lock(release)
        self._ports = (bolt_port, http_port)
        self._sizes = conf.sizes_of(heap)
        self._repository = repository
        self._java = java
        self._password = Password(self.home)
        self._record = self.home / "run" / "server.json"

    @property
    def bolt_url(self) -> str:
        """Where drivers connect: of the running server, else of the next start."""
        record = process.Record.read(self._record)
        return bolt.address_of(record.bolt_port if record else self._ports[0])

    @property
    def password(self) -> str:
        """The generated password of `user`."""
        return self._password.read()

    @property
    def password_file(self) -> Path:
        """The file that only its owner can read."""
        return self._password.path

    def status(self) -> Status:
        """How the server is; changes nothing."""
        record = process.Record.read(self._record)
        if record is None:
            return self._status(State.STOPPED)
        if not record.alive:
            return self._status(State.STOPPED, detail="it ended without being asked to stop")
        try:
            state = State.RUNNING if self._enter(record) else State.SILENT
        except PermissionError:
            return self._status(State.SILENT, record, "it does not take the kept password")
        return self._status(state, record)

    def start(self, progress: Progress | None = None) -> Status:
        """Start the server and wait until it answers; one that runs is left alone."""
        progress = progress or Silent()
        self._make_folders()
        with alone(self.home / "run" / "lock"):
            found = self.status()
            if found.state is State.RUNNING:
                return found
            if found.state is State.SILENT:
                raise ServerError(
                    f"A server runs here (process {found.pid}), {found.state}. {found.detail}",
                    "chipgraph neo4j stop, then start it again.",
                )
            return self._start(progress)

    def stop(self, grace: float = process.GRACE) -> bool:
        """Stop the server; False where none ran."""
        record = process.Record.read(self._record)
        running = record is not None and record.alive
        if running and record is not None:
            process.stop(record, grace)
            if record.alive:
                raise ServerError(f"The server (process {record.pid}) does not end.")
        self._record.unlink(missing_ok=True)
        return running

    def new_password(self) -> str:
        """Give the running server a new password."""
        record = process.Record.read(self._record)
        if record is None or self.status().state is not State.RUNNING:
            raise ServerError(
                "Only a running server takes a new password.", "Start it: chipgraph neo4j start"
            )
        old, new = self.password, self._password.propose()
        change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
        bolt.ask(record.bolt_port, old, change, database="system", old=old, new=new)
        self._password.settle(new)
        return new

    def _start(self, progress: Progress) -> Status:
        check_port(self._ports[0], "--bolt-port")
        check_port(self._ports[1], "--http-port")
        check_memory(self._sizes.total)
        java = self._java or find_java(self.lock.java)
        jars = fetch.fetch(self.lock, self.jars, progress, self._repository)
        progress.stage("starting Neo4j")
        conf.write_conf(self.home, *self._ports, self._sizes)
        self._have_password(java, jars)
        arguments = self.home / "run" / "server.args"
        words = conf.server_arguments(self.home, jars, self.lock.main, self._sizes)
        conf.write_arguments(arguments, words)
        log = _Log(self.home)
        with self._spawned(java, arguments) as record:
            self._wait(record, log)
        return self._status(State.RUNNING, record)

    def _make_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)  # Neo4j's own files inside are readable by all
        for name in FOLDERS:
            (self.home / name).mkdir(exist_ok=True)

    def _have_password(self, java: Path, jars: list[Path]) -> None:
        data = self.home / "data"
        if not (data / "dbms" / "auth.ini").exists() and not (data / "databases").exists():
            self._password.initialise(java, jars)
        elif not self._password.exists:
            raise ServerError(
                f"{self._password.path} is gone, and the data beside it opens only with it.",
                f"Put it back, or remove {data} to begin anew.",
            )

    @contextmanager
    def _spawned(self, java: Path, arguments: Path) -> Iterator[process.Record]:
        """A started server; where its start fails, or is broken off, it is ended again."""
        pid = process.spawn(java, arguments, self.home / "logs" / "console.log")
        born = process.birth(pid)
        version = self.lock.version
        record = process.Record(pid, born, time.time(), *self._ports, version, str(java))
        record.write(self._record)
        try:
            yield record
        except BaseException:
            process.stop(record, grace=10)
            self._record.unlink(missing_ok=True)
            raise

    def _wait(self, record: process.Record, log: _Log) -> None:
        deadline, refusals = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            if not record.alive:
                raise StartFailed(
                    "The server ended while it started. Its last words:", log.lines(), log.hint
                )
            try:
                if self._enter(record) and bolt.listens(record.http_port):
                    return
            except PermissionError:
                refusals += 1
                if refusals >= REFUSALS:
                    raise ServerError(
                        f"The data in {self.home} has another password than {self.password_file}.",
                        "Put the right one into that file.",
                    ) from None
            time.sleep(0.2)
        raise StartFailed(
            f"The server did not answer within {PATIENCE:.0f} seconds. Its last words:",
            log.lines(),
            log.hint,
        )

    def _enter(self, record: process.Record) -> bool:
        """Whether the server answers a query; settles which password it has."""
        password = bolt.entered(record.bolt_port, self._password.known())
        if password is not None:
            self._password.settle(password)
        return password is not None

    def _status(
        self, state: State, record: process.Record | None = None, detail: str = ""
    ) -> Status:
        if record is None:
            return Status(state, self.lock.version, str(self.home), USER, detail=detail)
        return Status(
            state,
            record.version,
            str(self.home),
            USER,
            bolt.address_of(record.bolt_port),
            f"http://{LOOPBACK}:{record.http_port}/browser/",
            record.pid,
            record.since,
            record.java,
            detail,
        )


class _Log:
    """What the server writes from now on."""

    def __init__(self, home: Path) -> None:
        self._file = home / "logs" / "neo4j.log"
        self._console = home / "logs" / "console.log"
        self._from = self._file.stat().st_size if self._file.exists() else 0
        self.hint = f"All of it is in {home / 'logs'}."

    def lines(self) -> tuple[str, ...]:
        """The last lines of the log, then of what it printed, without the stacks of calls."""
        log = self._file.read_bytes()[self._from :] if self._file.exists() else b""
        console = self._console.read_bytes() if self._console.exists() else b""
        both = (text.decode("utf-8", "replace").splitlines() for text in (log, console))
        return tuple(line for lines in both for line in list(filter(_telling, lines))[-LINES:])


def _telling(line: str) -> bool:
    return not line.lstrip().startswith(("at ", "... ")) and bool(line.strip())
