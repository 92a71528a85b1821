"""The commands, as a person runs them: from the first start to a killed server."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support.neo4j import RELEASE, RunningNeo4j
from support.processes import COMMAND, environment

from chipgraph.errors import ServerError, StartFailed
from chipgraph.server import LocalServer, bolt
from chipgraph.server.licence import accept
from chipgraph.server.local import State
from chipgraph.server.machine import free_port
from chipgraph.server.process import birth, until
from chipgraph.settings import Settings

pytestmark = pytest.mark.slow

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data(tmp_path: Path, neo4j_jars: Path) -> Iterator[Path]:
    """A data folder whose server has its jars already; what runs in it is ended."""
    (tmp_path / "neo4j").mkdir()
    (tmp_path / "neo4j" / "jars").symlink_to(neo4j_jars)
    yield tmp_path
    LocalServer(tmp_path / "neo4j").stop(grace=5)


@pytest.fixture
def neo4j(settings: Settings, data: Path) -> Command:
    """Run `chipgraph neo4j …` there, into pipes."""

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, "neo4j", *arguments],
            env=environment(settings, data),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def on_terminal(settings: Settings, data: Path, answer: bytes, *arguments: str) -> tuple[int, str]:
    """Run a command on a terminal that answers its question, then hang up."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "neo4j", *arguments],
        env=environment(settings, data),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    os.write(master, answer)
    shown = b""
    with suppress(OSError):  # the end of a terminal is an error
        while part := os.read(master, 4096):
            shown += part
    code = process.wait(300)
    os.close(master)
    return code, shown.decode("utf-8", "replace")


def test_from_the_first_start_to_a_killed_server(
    settings: Settings, data: Path, neo4j: Command
) -> None:
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    code, shown = on_terminal(settings, data, b"y\n", "start", *ports)
    assert code == 0, shown
    assert "GNU General Public License" in shown.replace("\r\n", " ")
    found: dict[str, Any] = json.loads(neo4j("status", "--json").stdout)
    assert found["state"] == "running"
    assert found["bolt"] in shown
    assert found["browser"] in shown
    secret = neo4j("password", "--show").stdout.strip()
    assert secret not in shown
    port = int(ports[1])
    bolt.ask(port, secret, "CREATE (:Kept {n: 1})")

    again = neo4j("start", *ports)
    assert "runs already" in again.stderr
    assert json.loads(neo4j("status", "--json").stdout)["pid"] == found["pid"]

    neo4j("password", "--new")
    changed = neo4j("password", "--show").stdout.strip()
    assert changed != secret
    assert bolt.ask(port, changed, "MATCH (k:Kept) RETURN k.n") == [[1]]

    assert neo4j("stop").stdout == "stopped\n"
    assert neo4j("stop").stdout == "it was not running\n"
    assert "is stopped" in neo4j("status").stdout
    assert "Start it" in neo4j("password", "--new", code=7).stderr

    neo4j("start", *ports)  # the licence was accepted before
    pid = json.loads(neo4j("status", "--json").stdout)["pid"]
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: "without being asked" in neo4j("status").stdout, 20)
    neo4j("start", *ports)
    assert bolt.ask(port, changed, "MATCH (k:Kept) RETURN k.n") == [[1]]


def test_without_a_terminal_the_licence_needs_its_flag(neo4j: Command, data: Path) -> None:
    done = neo4j("start", code=2)
    assert "GNU General Public License" in done.stderr.replace("\n", " ")
    assert "--accept-licence" in done.stderr
    assert not (data / "neo4j" / "conf").exists()


def test_a_no_on_the_terminal_fetches_nothing(settings: Settings, tmp_path: Path) -> None:
    code, shown = on_terminal(settings, tmp_path, b"n\n", "start")
    assert code == 2
    assert "nothing was fetched" in shown
    assert not (tmp_path / "neo4j").exists()


def test_a_taken_port_is_named_before_anything_starts(
    neo4j: Command, neo4j_server: RunningNeo4j
) -> None:
    done = neo4j("start", "--accept-licence", "--bolt-port", str(neo4j_server.port), code=7)
    assert f"Port {neo4j_server.port} is taken" in done.stderr
    assert "--bolt-port" in done.stderr


def test_too_large_a_heap_is_told_before_anything_starts(neo4j: Command) -> None:
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    done = neo4j("start", "--accept-licence", "--heap", "9999g", *ports, code=7)
    assert "memory" in done.stderr


def test_a_failed_start_shows_the_last_lines_of_the_log(
    tmp_path: Path, neo4j_jars: Path, neo4j_server: RunningNeo4j
) -> None:
    """The data of a running server are locked by it."""
    theirs, home = neo4j_server.server, tmp_path / "home"
    home.mkdir()
    (home / "data").symlink_to(theirs.home / "data")
    (home / "password").write_text(theirs.password, encoding="utf-8")
    server = LocalServer(
        home, jars=neo4j_jars, bolt_port=free_port(), http_port=free_port(), release=RELEASE
    )
    with pytest.raises(StartFailed, match="ended while it started") as caught:
        server.start()
    assert any("lock" in line.lower() for line in caught.value.log)
    assert server.status().state is State.STOPPED
    assert neo4j_server.ask("RETURN 1") == [[1]]


def test_ctrl_c_while_it_starts_leaves_nothing_behind(settings: Settings, data: Path) -> None:
    server = LocalServer(data / "neo4j")
    accept(server.home, server.lock)
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    process = subprocess.Popen(
        [*COMMAND, "neo4j", "start", *ports],
        env=environment(settings, data),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert until(lambda: server.status().pid is not None, 120)
    pid = server.status().pid
    assert pid is not None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert server.status().state is State.STOPPED
    assert until(lambda: not birth(pid), 5)


def test_data_without_their_password_are_not_started(tmp_path: Path, neo4j_jars: Path) -> None:
    (tmp_path / "data" / "databases").mkdir(parents=True)
    server = LocalServer(tmp_path, jars=neo4j_jars, bolt_port=free_port(), http_port=free_port())
    with pytest.raises(ServerError, match="opens only with it"):
        server.start()
