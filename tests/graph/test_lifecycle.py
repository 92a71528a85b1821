"""Several processes, killed writers, broken files: the store survives or says what to do."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from support.stores import COUNT, count

from chipgraph.errors import StoreDamaged, StoreError, StoreLocked
from chipgraph.graph import engine, folders
from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.embedded import build, open_embedded
from chipgraph.graph.engine_errors import storage_error
from chipgraph.graph.timeouts import TIMEOUT_VARIABLE

Start = Callable[[str, Path], "subprocess.Popen[str]"]
PRELUDE = "import sys, time; from pathlib import Path; folder = Path(sys.argv[1]); "
# Writes small transactions until it is killed, which no code of ours does: the worst case.
WRITER = (
    PRELUDE
    + """
from chipgraph.graph.engine_process import quiet
import arcadedb
with quiet():
    database = arcadedb.DatabaseFactory(str(folder)).open()
print("ready", flush=True)
for turn in range(10**6):
    with database.transaction():
        text = "UNWIND range(1, 50) AS n CREATE (:Scribble {turn: $turn})"
        database.command("opencypher", text, {"turn": turn})
"""
)
HOLDER = (
    PRELUDE
    + """
from chipgraph.graph.engine_process import quiet
import arcadedb
with quiet():
    database = arcadedb.DatabaseFactory(str(folder)).open()
print("ready", flush=True)
time.sleep(60)
"""
)
READER = (
    PRELUDE
    + f"""
from chipgraph.graph.embedded import open_embedded
store = open_embedded(folder)
print(store.read("{COUNT}").rows[0][0], flush=True)
sys.stdin.read()
print(store.read("{COUNT}").rows[0][0], flush=True)
"""
)
BUILDER = (
    PRELUDE
    + """
from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.embedded import build
import numpy
chance = numpy.random.default_rng(0)
nodes = [Node(f"n{i}", ("Claim",), {"statement": f"word{i}", "embedding": chance.normal(size=64)})
         for i in range(4000)]
class Loud:
    def stage(self, name, total=None): print(name, flush=True)
    def advance(self, steps=1): pass
build(Batch(tuple(nodes), ()), folder, Loud())
print("built", flush=True)
"""
)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A store of one's own."""
    return shutil.copytree(folder, tmp_path / "place" / "graph")


@pytest.fixture
def run() -> Iterator[Start]:
    """Start a Python process with the folder as argument; all are killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, folder: Path) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_processes_read_one_store_at_once_and_print_nothing(
    copy: Path, batch: Batch, run: Start
) -> None:
    readers = [run(READER, copy) for _ in range(3)]
    assert [line(reader) for reader in readers] == [str(len(batch.nodes))] * 3
    assert count(copy) == len(batch.nodes)
    for reader in readers:
        out, err = reader.communicate("", timeout=60)
        assert (out.strip(), err, reader.returncode) == (str(len(batch.nodes)), "", 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_is_told_to_be_spawned(copy: Path, batch: Batch) -> None:
    code = (
        PRELUDE
        + f"""
import os
from chipgraph.errors import StoreError
from chipgraph.graph.embedded import open_embedded
store = open_embedded(folder)
child = os.fork()
for work in (lambda: store.read("{COUNT}").rows[0][0], lambda: open_embedded(folder).name):
    try:
        print(work(), flush=True)
    except StoreError as problem:
        print("told" if "spawn" in problem.hint else problem, flush=True)
store.close()
if child:
    print("child", os.waitpid(child, 0)[1])
"""
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert sorted(done.stdout.split("\n")) == [
        "",
        str(len(batch.nodes)),
        "child 0",
        "embedded",
        "told",
        "told",
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_store_opened_after_a_fork_works(copy: Path, batch: Batch) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(count, [copy, copy])) == [len(batch.nodes)] * 2


def test_a_store_that_is_being_written_is_locked(copy: Path, run: Start) -> None:
    line(run(HOLDER, copy))
    with pytest.raises(StoreLocked, match="Another process is writing") as caught:
        open_embedded(copy)
    assert "Wait" in caught.value.hint
    assert not engine.is_open(copy)


def test_what_a_killed_writer_left_is_recovered(copy: Path, batch: Batch, run: Start) -> None:
    for _ in range(3):
        writer = run(WRITER, copy)
        assert line(writer) == "ready"
        time.sleep(0.4)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        with open_embedded(copy) as store:
            found = store.read("MATCH (n:Scribble) RETURN count(*) AS n").rows[0][0]
            assert found > 0
            assert found % 50 == 0
            assert store.read("MATCH (v:Vendor {id: 'alder'})-[:MAKES]->(c) RETURN c.id").rows


def test_two_processes_may_recover_at_once(copy: Path, run: Start) -> None:
    writer = run(WRITER, copy)
    line(writer)
    time.sleep(0.4)
    writer.kill()
    writer.wait()
    readers = [run(READER, copy) for _ in range(2)]
    counts = {line(reader) for reader in readers}
    assert len(counts) == 1
    assert int(counts.pop()) > 50


@pytest.mark.parametrize("stage", ["nodes", "relationships", "indexes"])
def test_a_build_killed_half_way_leaves_the_old_store(
    copy: Path, batch: Batch, run: Start, stage: str
) -> None:
    builder = run(BUILDER, copy)
    while line(builder) != stage:
        pass
    builder.kill()
    builder.wait()
    assert count(copy) == len(batch.nodes)
    assert len(list(copy.parent.iterdir())) == 2  # the store, and what the build left beside it
    build(batch, copy)
    assert [path.name for path in copy.parent.iterdir()] == ["graph"]
    with open_embedded(copy) as store:
        assert store.graph_hash() == batch.hash()


def test_a_build_replaces_the_store_as_a_whole(copy: Path) -> None:
    small = Batch((Node("one", ("Thing",), {"name": "One"}),), ())
    build(small, copy)
    with open_embedded(copy) as store:
        assert store.counts() == {"Thing": 1}
    assert [path.name for path in copy.parent.iterdir()] == ["graph"]


def test_a_build_that_fails_leaves_nothing_behind(copy: Path, batch: Batch) -> None:
    twice = Batch((Node("a", ("Thing",)), Node("a", ("Thing",))), ())
    with pytest.raises(StoreError, match="two nodes have the id 'a'"):
        build(twice, copy)
    uneven = Batch(
        (
            Node("a", ("Claim",), {"embedding": [1.0, 2.0]}),
            Node("b", ("Claim",), {"embedding": [1.0]}),
        ),
        (),
    )
    with pytest.raises(StoreError):
        build(uneven, copy)
    assert [path.name for path in copy.parent.iterdir()] == ["graph"]
    assert count(copy) == len(batch.nodes)


def test_a_store_in_use_here_is_not_replaced(copy: Path, batch: Batch) -> None:
    with open_embedded(copy), pytest.raises(StoreLocked, match="This process is reading"):
        build(batch, copy)


def test_leftovers_of_living_processes_stay(tmp_path: Path) -> None:
    mine, others = tmp_path / "graph.building-1", tmp_path / "graph.building-4194304"
    odd = tmp_path / "graph.building-x"
    for path in (mine, others, odd):
        path.mkdir()
    assert folders.remove_leftovers(tmp_path / "graph") == [others]
    assert mine.exists()
    assert odd.exists()


def test_no_store_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no store in .* Run: chipgraph load"):
        open_embedded(tmp_path)


DAMAGE = (
    "Claim_0",
    "Vendor_0",
    "MAKES_0",
    "lsmvecidx",
    "umtidx",
    "vecgraph",
    "schema.json",
    "dictionary",
)


@pytest.mark.parametrize("part", DAMAGE)
@pytest.mark.parametrize("harm", ["cut", "removed", "emptied"])
def test_a_damaged_file_is_noticed_on_opening(copy: Path, part: str, harm: str) -> None:
    path = next(
        path for path in sorted(copy.iterdir()) if part in path.name and path.stat().st_size
    )
    if harm == "removed":
        path.unlink()
    else:
        os.truncate(path, 0 if harm == "emptied" else path.stat().st_size // 2)
    with pytest.raises(StoreDamaged) as caught:
        open_embedded(copy)
    assert "chipgraph load" in caught.value.hint
    assert "Exception" not in str(caught.value)
    assert not engine.is_open(copy)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 99, "indexes": []}', "\x00\x01"])
def test_a_manifest_that_cannot_be_read_is_damage(copy: Path, content: str) -> None:
    (copy / folders.MANIFEST).write_text(content)
    with pytest.raises(StoreDamaged):
        open_embedded(copy)


def test_a_damaged_store_can_be_rebuilt_in_place(copy: Path, batch: Batch) -> None:
    for path in copy.iterdir():
        os.truncate(path, path.stat().st_size // 3)
    with pytest.raises(StoreError):
        open_embedded(copy)
    build(batch, copy)
    with open_embedded(copy) as store:
        assert store.graph_hash(embeddings=True) == batch.hash(embeddings=True)


@pytest.mark.parametrize(
    ("number", "says", "hint"),
    [(errno.ENOSPC, "No space left", "Free some space"), (errno.EROFS, "Read-only", "may write")],
)
def test_a_full_or_forbidden_disk_is_told(
    tmp_path: Path, number: int, says: str, hint: str
) -> None:
    told = storage_error(tmp_path, OSError(number, os.strerror(number)))
    assert says in told.message
    assert hint in told.hint


@pytest.mark.skipif(not Path("/dev/shm").is_dir() or os.geteuid() != 0, reason="needs to mount")
def test_a_full_disk_stops_a_build_with_a_clear_message(batch: Batch, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(StoreError, match="No space left on device"):
            build(batch, disk / "graph")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_folder_that_may_not_be_written_is_told(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written: "):
        build(batch, tmp_path / "file" / "graph")


def test_leaving_while_a_query_runs_is_quiet(copy: Path) -> None:
    code = (
        PRELUDE
        + """
from chipgraph.graph.embedded import open_embedded
from chipgraph.errors import QueryError
store = open_embedded(folder)
try:
    text = "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b RETURN sum(a * b)"
    store.read(text, timeout=0.1)
except QueryError as problem:
    print(problem)
"""
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "longer than 0.1 s" in done.stdout


def test_the_general_limit_comes_from_the_environment(copy: Path) -> None:
    code = (
        PRELUDE
        + """
from chipgraph.graph.embedded import open_embedded
try:
    text = "UNWIND range(1, 9000) AS a UNWIND range(1, 9000) AS b RETURN sum(a * b)"
    open_embedded(folder).read(text)
except Exception as problem:
    print(type(problem).__name__, problem)
"""
    )
    found = {}
    for limit in ("0.5", "soon"):
        environment = {**os.environ, TIMEOUT_VARIABLE: limit}
        found[limit] = subprocess.run(
            [sys.executable, "-c", code, str(copy)],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        ).stdout
    assert "QueryError The query took longer than 0.5 s" in found["0.5"]
    assert "which is not a number" in found["soon"]
