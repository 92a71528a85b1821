"""Every command, as a person or a script runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rdflib
from support.processes import Run

from chipgraph.cli import app
from chipgraph.settings import Settings

QUESTION = "which vendors make chips"
ROOT = Path(__file__).parents[2]


def test_an_answer_goes_to_stdout_and_nothing_else(run: Run) -> None:
    done = run("ask", QUESTION)
    assert "Sources" in done.stdout
    assert "[1]" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_words_need_no_quotes_and_may_come_by_stdin(run: Run) -> None:
    quoted = run("ask", QUESTION).stdout
    assert run("ask", *QUESTION.split()).stdout == quoted
    assert run("ask", "-", input=QUESTION + "\n").stdout == quoted


def test_an_answer_as_data_has_the_fields_of_the_contract(run: Run) -> None:
    answer = json.loads(run("ask", QUESTION, "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["citations"]
    assert {"document", "section", "start", "end", "claim", "statement"} <= set(
        answer["citations"][0]
    )
    assert answer["cypher"].lstrip().startswith(("MATCH", "CALL", "WITH", "UNWIND"))
    for row in answer["rows"]["rows"]:
        for cell in row:
            assert all(0 <= n < len(answer["citations"]) for n in cell["citations"])


def test_the_shown_query_gives_the_shown_rows(run: Run) -> None:
    answer = json.loads(run("ask", QUESTION, "--json").stdout)
    parameters = [f"--param={k}={json.dumps(v)}" for k, v in answer["parameters"].items()]
    rows = json.loads(run("cypher", answer["cypher"], "--format", "json", *parameters).stdout)
    assert len(rows) >= len(answer["rows"]["rows"]) > 1


def test_the_query_and_the_stages_are_shown_on_demand(run: Run) -> None:
    shown = run("ask", QUESTION, "--cypher", "--explain").stdout
    assert "MATCH" in shown
    assert shown.index("normalise") < shown.index("scan") < shown.index("Understood as")


def test_the_same_question_gives_the_same_bytes(run: Run) -> None:
    first, second = (json.loads(run("ask", QUESTION, "--json").stdout) for _ in range(2))
    first.pop("seconds"), second.pop("seconds")
    assert first == second


def test_no_order_of_one_process_shows_in_answers(run: Run) -> None:
    """Each process walks its sets in an order of its own, which shows where a word points back at
    several things, and where several things share a name."""
    lines = [
        {"id": "a", "question": "What is the difference between training and cloud inference?"},
        {"id": "b", "question": "why are they so expensive?", "after": "a"},
        {"id": "c", "question": "why do Google and Microsoft make chips for cloud inference?"},
        {"id": "d", "question": "how do these depend on latency?", "after": "c"},
        {"id": "e", "question": "What does Google charge per hour for a TPU v5?"},
    ]
    asked = "\n".join(map(json.dumps, lines))
    first, *others = (
        run("ask", "--batch", "-", input=asked, env={"PYTHONHASHSEED": seed}).stdout.splitlines()
        for seed in "123"
    )
    assert len(first) == len(lines)
    for other in others:
        for line, same in zip(first, other, strict=True):
            assert json.loads(line) | {"seconds": 0} == json.loads(same) | {"seconds": 0}


def test_a_batch_answers_in_order_and_reports_broken_lines(run: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": QUESTION}),
        "{broken",
        json.dumps({"id": "b", "question": ""}),
        json.dumps({"id": "c", "question": "and GPUs?", "after": "a"}),
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = run("ask", "--batch", file, code=2)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[1]["status"] == "unanswerable"
    assert f"{file}, line 2" in done.stderr
    by_stdin = run("ask", "--batch", "-", input="\n".join(lines), code=2)
    assert [json.loads(line)["id"] for line in by_stdin.stdout.splitlines()] == ["a", "b", "c"]


def test_an_earlier_question_is_continued(run: Run) -> None:
    done = run("ask", "and which of them are planned?", "--after", QUESTION, "--json")
    assert json.loads(done.stdout)["status"] in ("answered", "unanswerable", "clarify")


def test_a_query_gives_a_table_json_or_csv(run: Run) -> None:
    query = "MATCH (d:Document) RETURN d.id AS id, d.characters AS size ORDER BY id"
    as_json = json.loads(run("cypher", query, "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(run("cypher", query, "--format", "csv").stdout)))
    table = run("cypher", query).stdout
    assert len(as_json) == len(as_csv) == len(table.splitlines()) - 1 == 5
    assert [row["id"] for row in as_json] == [row["id"] for row in as_csv]


def test_parameters_and_the_limit_of_a_query(run: Run) -> None:
    query = "MATCH (n:Entity) WHERE n.id = $id OR $all RETURN n.id AS id ORDER BY id"
    one = json.loads(
        run(
            "cypher", query, "--param", "id=cloud", "--param", "all=false", "--format", "json"
        ).stdout
    )
    assert [row["id"] for row in one] in ([{"id": "cloud"}], ["cloud"], [])
    done = run("cypher", query, "--param", "id=x", "--param", "all=true", "--limit", "3")
    assert len(done.stdout.splitlines()) == 4
    assert "first 3 rows" in done.stderr


def test_the_schema_in_every_format(run: Run) -> None:
    assert "Relations" in run("schema").stdout
    assert run("schema", "--format", "md").stdout.startswith("# Schema")
    assert json.loads(run("schema", "--format", "json").stdout)["classes"]
    turtle = rdflib.Graph().parse(data=run("schema", "--format", "ttl").stdout, format="turtle")
    assert len(turtle) > 1000


@pytest.mark.slow
def test_the_graph_in_every_format(run: Run, tmp_path: Path) -> None:
    import networkx

    for form in ("ttl", "json", "graphml", "csv"):
        run("export", "--format", form, "-o", tmp_path / form)
    content = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    nodes, relationships = len(content["nodes"]), len(content["edges"])
    assert nodes > 1000
    assert not any("embedding" in node for node in content["nodes"])
    drawn = networkx.read_graphml(tmp_path / "graphml")
    assert (drawn.number_of_nodes(), drawn.number_of_edges()) == (nodes, relationships)
    turtle = rdflib.Graph().parse(tmp_path / "ttl", format="turtle")
    assert len(turtle) > nodes
    rows = 0
    for file in (tmp_path / "csv").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            rows += sum(1 for _ in csv.DictReader(stream))
    assert rows == nodes + relationships


def test_stats_doctor_and_version(run: Run) -> None:
    stats = json.loads(run("stats", "--json").stdout)
    assert stats["labels"]["Document"] == 5
    assert stats["hash"] in run("stats").stdout
    report = json.loads(run("doctor", "--json").stdout)
    assert report["ok"]
    assert {"python", "store", "model", "data_dir", "arcadedb"} <= {
        finding["what"] for finding in report["findings"]
    }
    for finding in report["findings"]:
        assert finding["state"] == "ok" or finding["remedy"]
    assert "arcadedb" in run("doctor").stdout
    assert run("version").stdout.strip()


def test_a_second_load_changes_nothing(run: Run) -> None:
    report = json.loads(run("load", "--json").stdout)
    assert report["skipped"]
    assert report["refused"] == []


@pytest.mark.parametrize(
    "name", [c.callback.__name__ for c in app.registered_commands if c.callback]
)
def test_every_command_has_help_with_an_example_and_is_in_the_readme(run: Run, name: str) -> None:
    text = run(name, "--help").stdout
    assert text.startswith(f"Usage: chipgraph {name}")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`chipgraph {name}" in readme


def test_settings_may_stand_in_a_file(run: Run, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "chipgraph.toml").write_text('color = "always"\n', encoding="utf-8")
    assert "\x1b[" in run("ask", QUESTION, cwd=tmp_path).stdout
    assert "\x1b[" not in run("--color", "never", "ask", QUESTION, cwd=tmp_path).stdout
    shown = json.loads(run("doctor", "--json", cwd=tmp_path).stdout)
    assert shown["settings"]["color"] == "always"
    assert shown["settings"]["data_dir"] == str(settings.data_dir)
