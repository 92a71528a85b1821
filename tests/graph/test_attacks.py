"""What comes of attacks where they would run: on each store, with something there to harm.

The check of the text (test_readonly.py) refuses all of these. Here it is left out, so that what
lies behind it is seen to hold by itself; and what only reads, but without end, is seen to end.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgraph.errors import ChipgraphError
from chipgraph.graph.batch import Batch
from chipgraph.graph.caps import Caps
from chipgraph.graph.readonly import check
from chipgraph.graph.result import run
from chipgraph.graph.store import Query, Store
from chipgraph.graph.timeouts import TIMEOUT_VARIABLE

HERE = Path(__file__).parent
GROUPS = tomllib.loads((HERE / "refused.toml").read_text(encoding="utf-8"))
REFUSED = [query for group in GROUPS.values() for query in group["queries"]]
ENDLESS = tomllib.loads((HERE / "bounded.toml").read_text(encoding="utf-8"))["queries"]
SECRET = "the canary sings"
CAPS = Caps(rows=1000, bytes=1_000_000)
ABROAD = ("example.org", "169.254.169.254", "[::1]:7474")
PARAMETERS = {"key": "name", "label": "Chip", "vector": [0.25] * 16, "id": "alder"}


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A folder with a file that nobody may read, change or add to."""
    (tmp_path / "canary").write_text(f"{SECRET}\n", encoding="utf-8")
    yield tmp_path
    assert [file.name for file in tmp_path.iterdir()] == ["canary"]
    assert (tmp_path / "canary").read_text(encoding="utf-8") == f"{SECRET}\n"


@pytest.fixture
def trap() -> Iterator[str]:
    """The address of a server that nobody may talk to."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    callers.append(listening.accept()[1])

        threading.Thread(target=listen, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        time.sleep(0.2)
    assert not callers


def aimed(query: str, canary: Path, trap: str) -> str:
    """An attack with the file and the address that are watched."""
    query = query.replace("/etc/passwd", str(canary / "canary")).replace("/tmp/x", f"{canary}/new")
    for host in ABROAD:
        query = query.replace(host, trap)
    return query


def test_the_watched_targets_are_aimed_at(canary: Path, trap: str) -> None:
    texts = [aimed(query, canary, trap) for query in REFUSED]
    assert sum(str(canary) in text for text in texts) > 10
    assert sum(trap in text for text in texts) > 3


@pytest.mark.slow
def test_the_store_alone_withstands_every_attack(
    each_store: Store, batch: Batch, canary: Path, trap: str
) -> None:
    for query in REFUSED:
        text = aimed(query, canary, trap)
        with contextlib.suppress(ChipgraphError):
            rows = each_store.read(Query(text, PARAMETERS), timeout=1, caps=CAPS)
            assert SECRET not in str(rows.rows), text
    assert each_store.graph_hash() == batch.hash()


def test_what_asks_too_much_is_ordinary_to_the_check() -> None:
    for query in ENDLESS:
        check(query)
    assert len(ENDLESS) >= 25


@pytest.mark.slow
def test_a_server_ends_what_has_no_end(neo4j_store: Store) -> None:
    _ends_all(neo4j_store)


@pytest.mark.slow
def test_the_embedded_store_ends_what_has_no_end(folder: Path) -> None:
    """In a process of its own, which ends below the loops that the engine does not stop."""
    script = (
        f"import sys; sys.path[:0] = {[str(HERE), str(HERE.parent)]!r}\n"
        "import test_attacks; from chipgraph.graph.embedded import open_embedded\n"
        f"test_attacks._ends_all(open_embedded({str(folder)!r}))"
    )
    environment = {**os.environ, TIMEOUT_VARIABLE: "1"}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert "Error" not in done.stderr, done.stderr
    assert "ended 30" in done.stdout.splitlines()
    assert time.monotonic() - started < 10 * len(ENDLESS)


def _ends_all(store: Store) -> None:
    """Each ends in time, says what it says in our words, and leaves a store that answers."""
    for query in ENDLESS:
        started = time.monotonic()
        with contextlib.suppress(ChipgraphError):
            result = run(store, query, limit=CAPS.rows, timeout=1)
            assert len(result) <= 1000, query
            assert len(json.dumps(result.rows, default=str)) < 100_000_000, query
        assert time.monotonic() - started < 10, query
        assert run(store, "RETURN 1 AS one", timeout=20).rows == ((1,),), query
    print("ended", len(ENDLESS))
