"""What a running server refuses, whoever asks."""

from __future__ import annotations

import os
import stat
import subprocess
import urllib.request
from pathlib import Path

import pytest
from neo4j.exceptions import AuthError, ClientError
from support.neo4j import RunningNeo4j

from chipgraph.server import bolt

pytestmark = pytest.mark.slow


def test_a_query_is_answered_and_the_browser_is_there(neo4j_server: RunningNeo4j) -> None:
    assert neo4j_server.ask("RETURN 6 * 7") == [[42]]
    with urllib.request.urlopen(neo4j_server.browser, timeout=10) as page:
        assert page.status == 200
        assert b"Neo4j Browser" in page.read()


def test_a_query_reads_no_file_and_opens_no_connection(neo4j_server: RunningNeo4j) -> None:
    port = neo4j_server.port
    for address in (
        "file:///etc/hostname",
        f"http://127.0.0.1:{port}/",
        f"http://localhost:{port}/",
        f"http://[::1]:{port}/",
        "ftp://127.0.0.1/",
    ):
        with pytest.raises(ClientError) as caught:
            neo4j_server.ask("LOAD CSV FROM $address AS row RETURN row", address=address)
        told = str(caught.value)
        refused = ("cypher_ip_blocklist", "allow_csv_import_from_file_urls")
        assert any(word in told for word in refused), told


def test_nothing_is_reported_and_everything_is_bounded(neo4j_server: RunningNeo4j) -> None:
    rows = neo4j_server.ask("SHOW SETTINGS YIELD name, value RETURN name, value")
    settings = {name: value for name, value in rows}
    assert settings["dbms.usage_report.enabled"] == "false"
    assert settings["client.allow_telemetry"] == "false"
    assert settings["dbms.security.procedures.unrestricted"] == ""
    assert settings["server.memory.heap.max_size"] == "512.00MiB"
    assert settings["dbms.memory.transaction.total.max"] == "256.00MiB"
    assert settings["db.transaction.timeout"] == "2m"


def test_it_listens_on_this_machine_alone(neo4j_server: RunningNeo4j) -> None:
    rows = neo4j_server.ask("SHOW SETTINGS YIELD name, value RETURN name, value")
    listening = [value for name, value in rows if name.endswith(".listen_address")]
    assert listening
    enabled = [value for value in listening if str(neo4j_server.port) in value]
    assert enabled == [f"127.0.0.1:{neo4j_server.port}"]


def test_nobody_enters_without_the_password(neo4j_server: RunningNeo4j) -> None:
    with pytest.raises(AuthError):
        bolt.ask(neo4j_server.port, "not-the-password", "RETURN 1")


def test_the_password_is_the_owners_alone_and_in_no_process_and_no_log(
    neo4j_server: RunningNeo4j,
) -> None:
    server, secret = neo4j_server.server, neo4j_server.password
    assert len(secret) >= 32
    assert stat.S_IMODE(server.password_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    assert not list((server.home / "run").glob("password*"))
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert secret not in listed
    for log in (server.home / "logs").iterdir():
        assert secret.encode() not in log.read_bytes(), log.name
    assert secret not in repr(server.status())


def test_the_server_is_in_a_session_of_its_own(neo4j_server: RunningNeo4j) -> None:
    pid = neo4j_server.server.status().pid
    assert pid is not None
    assert os.getsid(pid) == pid != os.getsid(0)


def test_only_pinned_jars_are_run(neo4j_server: RunningNeo4j, neo4j_jars: Path) -> None:
    server = neo4j_server.server
    arguments = (server.home / "run" / "server.args").read_text(encoding="utf-8").splitlines()
    classes = arguments[arguments.index('"-cp"') + 1].strip('"').split(os.pathsep)
    assert classes == [str(neo4j_jars / jar.name) for jar in server.lock.jars]
