"""A database that may only be read: what is there answers, what would write says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.loads import chain
from support.neo4j import running

from chipgraph.errors import StoreError
from chipgraph.graph.neo4j_build import build, unload
from chipgraph.graph.neo4j_server import Server
from chipgraph.graph.neo4j_store import open_neo4j
from chipgraph.loaders.progress import Silent
from chipgraph.server import conf

pytestmark = pytest.mark.slow


def test_a_read_only_database_answers_and_refuses_a_load(
    neo4j_jars: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, plan = chain(40)
    with running(tmp_path, neo4j_jars) as writable:
        server = Server(writable.address)
        build(batch, server, Silent(), plan)
        server.close()
    settings = conf.data
    monkeypatch.setattr(
        conf, "data", lambda name: settings(name) + "\nserver.databases.read_only=neo4j\n"
        if name == "neo4j.conf" else settings(name)
    )  # fmt: skip
    with running(tmp_path, neo4j_jars) as frozen:
        with open_neo4j(frozen.address) as store:
            assert store.graph_hash() == batch.hash()
        server = Server(frozen.address)
        longer, other = chain(41)
        for attempt in (
            lambda: build(longer, server, Silent(), other),
            lambda: unload(server, Silent()),
        ):
            with pytest.raises(StoreError, match=r"is read-only\..*server\.databases\.read_only"):
                attempt()
        server.close()
