"""`chipgraph explore` as a process, from its start to Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from chipgraph.graph.neo4j_build import unload
from chipgraph.graph.neo4j_server import Server
from chipgraph.loaders.progress import Silent
from chipgraph.server.machine import free_port
from chipgraph.settings import Settings
from support.neo4j import RunningNeo4j
from support.processes import COMMAND, environment


@dataclass(frozen=True)
class Explored:
    """What the command printed, line by line under its first word, and the settings it had."""

    lines: dict[str, str]
    settings: Settings


@contextmanager
def exploring(server: RunningNeo4j, settings: Settings) -> Iterator[Explored]:
    """The command on a server, which is empty before and after."""
    _empty(server)
    there = replace(settings, store=server.url)
    process = subprocess.Popen(
        [*COMMAND, "explore", "--no-open", "--guide-port", str(free_port())],
        env=environment(settings, CHIPGRAPH_STORE=there.store, **server.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Explored(_printed(process), there)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
        assert "the guide is no longer served" in told
    finally:
        process.kill()
        process.communicate()
        _empty(server)


def _printed(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    lines: dict[str, str] = {}
    for line in process.stdout:
        name, _, rest = line.partition(" ")
        lines[name] = rest.strip()
        if "until Ctrl-C" in line:
            return lines
    pytest.fail(f"chipgraph explore ended: {process.stderr.read()}")


def _empty(running: RunningNeo4j) -> None:
    server = Server(running.address)
    unload(server, Silent())
    server.close()
