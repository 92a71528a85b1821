"""`chipgraph explore` where there is nothing to look at: files, and what is said then."""

from __future__ import annotations

import socket
from pathlib import Path

from support.neo4j import RunningNeo4j
from support.processes import Run

from chipgraph.server.machine import free_port


def test_write_leaves_guide_style_and_queries_and_needs_no_server(run: Run, tmp_path: Path) -> None:
    done = run("explore", "--write", tmp_path / "guide", "--guide-port", "7999")
    files = [path for path in (tmp_path / "guide").rglob("*") if path.is_file()]
    assert done.stdout == f"wrote {len(files)} files to {tmp_path / 'guide'}\n"
    assert {path.name for path in (tmp_path / "guide").glob("*.*")} == {
        "guide.html",
        "guide.adoc",
        "style.grass",
    }
    assert "http://localhost:7999/style.grass" in (tmp_path / "guide" / "guide.html").read_text()


def test_a_written_query_runs_without_a_server(run: Run, tmp_path: Path) -> None:
    run("explore", "--write", tmp_path)
    query = (tmp_path / "queries" / "07-rivals.cypher").read_text(encoding="utf-8")
    assert "because" in run("cypher", "-", input=query).stdout


def test_a_taken_guide_port_is_told_before_anything_is_loaded(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("explore", "--no-open", "--guide-port", port, code=7)
    assert done.stderr.startswith(f"error: Port {port} is taken")
    assert "--guide-port" in done.stderr


def test_without_a_server_the_licence_is_asked_for(run: Run, tmp_path: Path) -> None:
    port = str(free_port())
    done = run("explore", "--no-open", "--guide-port", port, data=tmp_path, code=2)
    assert "GNU General Public" in done.stderr
    assert "--accept-licence" in done.stderr


def test_a_server_that_does_not_answer_is_told(run: Run) -> None:
    port = str(free_port())
    store = {"CHIPGRAPH_STORE": f"neo4j://127.0.0.1:{free_port()}", "CHIPGRAPH_NEO4J_PASSWORD": "p"}
    done = run("explore", "--no-open", "--guide-port", port, env=store, code=4)
    assert "error: " in done.stderr
    assert done.stdout == ""


def test_a_wrong_password_is_told_and_not_repeated(run: Run, neo4j_server: RunningNeo4j) -> None:
    port = str(free_port())
    env = {"CHIPGRAPH_STORE": neo4j_server.url, "CHIPGRAPH_NEO4J_PASSWORD": "hunter2hunter2"}
    done = run("explore", "--no-open", "--guide-port", port, env=env, code=4)
    assert "hunter2" not in done.stderr
    assert "password" in done.stderr
