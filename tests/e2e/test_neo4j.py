"""Every command on a Neo4j server, with the shipped facts: the same answers as from the folder."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from support.forms import Forms, denoted, rows_of
from support.neo4j import RunningNeo4j
from support.processes import COMMAND, Run, environment

from chipgraph.client import ChipGraph
from chipgraph.graph.export import export
from chipgraph.graph.neo4j_build import unload
from chipgraph.graph.neo4j_server import Server
from chipgraph.loaders.progress import Silent
from chipgraph.loaders.report import LoadReport
from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION
from chipgraph.settings import Settings

ROOT = Path(__file__).parents[2]
QUESTION = "which vendors make chips"


@pytest.fixture(scope="module")
def env(neo4j_server: RunningNeo4j) -> Iterator[dict[str, str]]:
    """What makes every command use the server, which is empty before and after."""

    def empty() -> None:
        server = Server(neo4j_server.address)
        unload(server, Silent())
        server.close()

    empty()
    yield neo4j_server.environ | {"CHIPGRAPH_STORE": neo4j_server.url}
    empty()


@pytest.fixture(scope="module")
def on_server(
    env: dict[str, str], run: Run, neo4j_server: RunningNeo4j, settings: Settings
) -> Iterator[ChipGraph]:
    """The shipped facts on the server, loaded by the first question."""
    done = run("ask", QUESTION, env=env)
    assert "chipgraph: nodes" in done.stderr
    patch = pytest.MonkeyPatch()
    for name, value in neo4j_server.environ.items():
        patch.setenv(name, value)
    with ChipGraph(replace(settings, store=neo4j_server.url)) as graph:
        patch.undo()
        yield graph


def questions() -> list[str]:
    """The questions of development; those of the benchmark where they are not here."""
    folder = ROOT / ".." / "shared" / "questions"
    files = [folder / name for name in ("dev.jsonl", "paraphrase.jsonl")]
    if all(file.is_file() for file in files):
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        return [json.loads(line)["question"] for line in lines if line.strip()]
    lines = (ROOT / "bench" / "questions.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.slow
def test_every_question_has_the_same_answer(on_server: ChipGraph, graph: ChipGraph) -> None:
    different = []
    for question in questions():
        here, there = (replace(g.ask(question), seconds=0.0).to_dict() for g in (graph, on_server))
        if here != there:
            different.append((question, [k for k in here if here[k] != there[k]]))
    assert not different


@pytest.mark.slow
def test_every_form_has_the_same_rows(on_server: ChipGraph, graph: ChipGraph) -> None:
    """Embedded, Neo4j and in memory, for forms that nobody thought of."""
    world = graph._answerer.world
    forms = Forms(world)
    quantities = forms.observations().map(lambda form: (OBSERVATION, form))
    compared = []

    def agree(pair: tuple[str, f.Form]) -> None:
        label, form = pair
        here, there = (rows_of(form, label, world, g._store) for g in (graph, on_server))
        assert here == there, form
        assert {row["id"] for row in there} == denoted(form, label, world), form
        compared.append(bool(here))

    for strategy, examples in ((forms.labelled(), 400), (quantities, 200)):
        profile(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )(given(strategy)(agree))()
    assert len(compared) > 400
    assert sum(compared) > len(compared) / 3  # most of them are about something


def test_graph_schema_and_counts_are_the_same(on_server: ChipGraph, graph: ChipGraph) -> None:
    assert on_server._store.graph_hash() == graph._store.graph_hash() == graph.stats()["graph"]
    assert on_server.schema == graph.schema
    assert on_server.snapshot == graph.snapshot
    here, there = graph.stats(), on_server.stats()
    for key in ("created", "seconds"):
        here.pop(key), there.pop(key)
    assert here == there


def test_a_conversation_goes_on(on_server: ChipGraph, graph: ChipGraph) -> None:
    answers = []
    for one in (graph, on_server):
        first = one.ask("who competes in cloud inference")
        answers.append(replace(one.ask("and at the edge?", first), seconds=0.0).to_dict())
    assert answers[0] == answers[1]


def test_the_commands_say_the_same(
    on_server: ChipGraph, run: Run, env: dict[str, str], loaded: LoadReport, tmp_path: Path
) -> None:
    assert run("ask", QUESTION, env=env).stdout == run("ask", QUESTION).stdout
    query = "MATCH (v:Vendor)-[:MAKES]->(c) RETURN v.name AS v, count(c) AS n ORDER BY n DESC, v"
    assert run("cypher", query, env=env).stdout == run("cypher", query).stdout
    assert run("cypher", "CREATE (n)", env=env, code=4).stdout == ""
    lines = (run("stats", env=env).stdout, run("stats").stdout)
    assert lines[0].splitlines()[:-1] == lines[1].splitlines()[:-1]
    run("export", "--format", "json", "-o", tmp_path / "there.json", env=env)
    export(on_server.snapshot, "json", tmp_path / "here.json")
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()


def test_doctor_tells_version_and_database(
    on_server: ChipGraph, run: Run, env: dict[str, str]
) -> None:
    report = json.loads(run("doctor", "--json", env=env).stdout)
    [store] = [f for f in report["findings"] if f["what"] == "store"]
    assert store["state"] == "ok"
    assert "Neo4j 5." in store["detail"]
    assert "database neo4j" in store["detail"]
    wrong = env | {"CHIPGRAPH_NEO4J_PASSWORD": "wrong-password"}
    report = json.loads(run("doctor", "--json", env=wrong, code=1).stdout)
    [store] = [f for f in report["findings"] if f["what"] == "store"]
    assert (store["state"], "wrong-password" in str(report)) == ("missing", False)


def test_a_second_load_has_nothing_to_do(
    on_server: ChipGraph, run: Run, env: dict[str, str], neo4j_server: RunningNeo4j
) -> None:
    done = run("load", "--to", neo4j_server.url, env=neo4j_server.environ)
    assert done.stdout.startswith("Nothing to do")
    assert done.stderr == ""


def test_a_password_on_the_command_line_is_refused_and_not_repeated(run: Run) -> None:
    done = run("load", "--to", "neo4j://ann:hunter2@graph.example", code=2)
    assert "CHIPGRAPH_NEO4J_PASSWORD" in done.stderr
    assert "hunter2" not in done.stderr


def test_the_embedded_store_is_not_unloaded(run: Run) -> None:
    assert "is a folder" in run("unload", code=2).stderr


@pytest.mark.slow
def test_a_load_killed_half_way_is_completed_and_unload_leaves_nothing(
    on_server: ChipGraph,
    run: Run,
    env: dict[str, str],
    settings: Settings,
    neo4j_server: RunningNeo4j,
    graph: ChipGraph,
) -> None:
    assert "removed" in run("unload", "--from", neo4j_server.url, env=env).stdout
    for last, kill in (("nodes", signal.SIGKILL), ("relationships", signal.SIGINT)):
        process = subprocess.Popen(
            [*COMMAND, "load", "--to", neo4j_server.url],
            env=environment(settings, **env),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if last in line:
                break
        process.send_signal(kill)
        _, said = process.communicate()
        assert process.returncode != 0, said
    done = run("load", "--json", env=env)
    assert json.loads(done.stdout)["graph"] == graph.stats()["graph"]
    assert on_server._store.graph_hash() == graph.stats()["graph"]
    run("unload", env=env)
    assert run("unload", env=env).stdout == "nothing of ours there\n"
    server = Server(neo4j_server.address)
    shown = server.read("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*)")
    assert (shown.rows, server.read("MATCH (n) RETURN count(n)").rows) == (((0,),), ((0,),))
    server.close()
