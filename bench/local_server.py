"""A real Neo4j server for a benchmark: by the code that users run, in a home of its own."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chipgraph.graph.neo4j_address import Address
from chipgraph.server import LocalServer
from chipgraph.server.local import HEAP
from chipgraph.server.machine import free_port
from chipgraph.settings import read_settings


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs."""

    address: Address
    pid: int

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has taken: what noise of the machine leaves alone."""
        words = ["ps", "-o", "cputimes=", "-p", str(self.pid)]
        return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every benchmark with a server can be told about it."""
    parser.add_argument(
        "--jars", type=Path, help="a folder with the jars of Neo4j; else the data folder's"
    )
    parser.add_argument("--heap", default=HEAP, help="memory of the server, such as 512m or 2g")


@contextmanager
def empty_server(options: argparse.Namespace) -> Iterator[Running]:
    """A new, empty server on free ports; stopped and removed at the end."""
    jars = options.jars or read_settings({}).data_dir / "neo4j" / "jars"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        server = LocalServer(
            Path(home), jars=jars, bolt_port=free_port(), http_port=free_port(), heap=options.heap
        )
        pid = server.start().pid
        assert pid is not None
        try:
            yield Running(Address(server.bolt_url, server.user, server.password), pid)
        finally:
            server.stop()
