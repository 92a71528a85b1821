"""What goes wrong is told in words that say what to do; nothing is lost; the exit code says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.processes import COMMAND, Run, environment

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings

QUESTION = "which vendors make chips"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask"], "question is empty"),
        (["ask", ""], "question is empty"),
        (["ask", "   "], "question is empty"),
        (["ask", "chips " * 17_000], "characters"),
        (["ask", "x", "--batch", "y"], "not both"),
        (["ask", "--batch", "no-such-file"], "no-such-file"),
        (["aks", "x"], "Did you mean 'ask'"),
        (["ask", "--jsn", "x"], "--json"),
        (["--color", "pink", "stats"], "auto, always or never"),
        (["--store", "mysql", "stats"], "embedded"),
        (["cypher", "MATCH (n) RETURN n", "--limit", "-1"], "--limit"),
        (["cypher", "RETURN $x AS x", "--param", "novalue"], "NAME=VALUE"),
        (["schema", "--format", "pdf"], "table, ttl, md, json"),
        (["export", "--format", "pdf", "-o", "x"], "ttl, graphml, json, csv"),
        (["verify"], "--documents"),
    ],
)
def test_what_is_typed_wrong(run: Run, arguments: list[str], told: str) -> None:
    done = run(*arguments, code=2)
    assert told in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("CREATE (n:Vendor {id: 'x'}) RETURN n", 4),
        ("MATCH (n) DETACH DELETE n", 4),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", 4),
        ("MATCH (n RETURN n", 4),
        ("", 4),
    ],
)
def test_a_query_that_writes_or_is_broken_is_refused(run: Run, query: str, code: int) -> None:
    done = run("cypher", query, code=code)
    assert done.stderr.startswith("error: ")
    assert done.stdout == ""


def test_binary_is_no_question(run: Run) -> None:
    assert "not text" in run("ask", "-", input=os.urandom(2000), code=2).stderr


def test_a_broken_turtle_file_is_named_with_the_line(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "mine.ttl"
    broken.write_text("@prefix cg: <https://w3id.org/chipgraph/ontology#> .\n\ncg:x cg:y ;;; \n")
    done = run("validate", broken, code=3)
    assert "line " in done.stdout + done.stderr
    done = run("load", "--facts", broken, code=3)
    assert "mine.ttl" in done.stderr
    assert "line " in done.stderr
    assert run("ask", QUESTION).stdout  # the store that was there still answers


def test_missing_files_and_folders_are_named(run: Run, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    for arguments in (
        ["verify", "--documents", nowhere],
        ["ask", QUESTION, "--documents", nowhere],
        ["load", "--facts", nowhere],
        ["validate", nowhere],
    ):
        assert str(nowhere) in run(*arguments, code=3).stderr


def test_documents_that_are_not_the_cited_ones_are_not_quoted(run: Run, tmp_path: Path) -> None:
    done = run("ask", QUESTION, "--documents", tmp_path)
    assert "Not quoted" in done.stdout


def test_a_mistake_in_the_settings_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chipgraph.toml").write_text("\ncolour = 1\n", encoding="utf-8")
    assert "line 2" in run("stats", cwd=tmp_path, code=2).stderr
    done = run("stats", env={"CHIPGRAPH_DATADIR": "x"}, code=2)
    assert "CHIPGRAPH_DATA_DIR" in done.stderr


def database_of(data: Path, report: LoadReport) -> Path:
    return data / "stores" / report.hash / "database"


@pytest.mark.slow
def test_a_damaged_store_is_rebuilt_and_said_so(run: Run, copy: Path, loaded: LoadReport) -> None:
    before = run("ask", QUESTION).stdout
    largest = max(database_of(copy, loaded).iterdir(), key=lambda path: path.stat().st_size)
    with largest.open("r+b") as file:
        file.truncate(100)
    done = run("ask", QUESTION, data=copy)
    assert done.stdout == before
    assert "built anew" in done.stderr
    assert run("ask", QUESTION, data=copy).stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["database", "schema.json"])
def test_a_lost_part_of_a_store_is_rebuilt(
    run: Run, copy: Path, loaded: LoadReport, lost: str
) -> None:
    path = copy / "stores" / loaded.hash / lost
    path.rename(path.with_name("lost"))
    done = run("ask", QUESTION, data=copy)
    assert "built anew" in done.stderr
    assert "Sources" in done.stdout


def test_a_store_that_another_process_writes_is_left_alone(
    run: Run, copy: Path, loaded: LoadReport
) -> None:
    hold = (
        "import arcadedb, sys\n"
        "database = arcadedb.DatabaseFactory(sys.argv[1]).open()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
        "database.close()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(database_of(copy, loaded))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"ARCADEDB_LOG_CONSOLE": "0"},
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert "held" in holder.stdout.readline()
        done = run("ask", QUESTION, data=copy, code=4)
        assert "nother process" in done.stderr
        holder.communicate("")
    assert run("ask", QUESTION, data=copy).stdout


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    done = run("ask", QUESTION, data=in_the_way, code=4)
    assert str(in_the_way) in done.stderr
    assert "CHIPGRAPH_DATA_DIR" in done.stderr
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):  # root may write anywhere but there
        locked = Path("/sys")
        if not locked.is_dir():
            pytest.skip("no folder that this user may not write to")
    assert "CHIPGRAPH_DATA_DIR" in run("load", data=locked / "data", code=4).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_behind_stdout_is_told(loaded: LoadReport, settings: Settings) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(settings),
        )
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(loaded: LoadReport, settings: Settings) -> None:
    with subprocess.Popen(
        [*COMMAND, "schema", "--format", "ttl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(settings),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # before it has started to write
        assert process.stderr.read() == ""
        assert process.wait(60) == 141


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_ctrl_c_during_a_load_loses_nothing(copy: Path, run: Run, settings: Settings) -> None:
    with subprocess.Popen(
        [*COMMAND, "load", "--force"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(settings, copy),
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("chipgraph: ")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "nothing was lost" in told
    assert "Traceback" not in told
    done = run("ask", QUESTION, data=copy)
    assert done.stderr == ""
    assert "Sources" in done.stdout
