"""Nothing that happens to a loading process costs more than loading again.

Every load here is a process of its own with the real gate, encoder and store.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgraph.graph.embedded import open_embedded
from chipgraph.loaders.pipeline import DATABASE

SEED, KILLS = 20_261_121, 20
STAGES = ("reading", "checking", "deriving", "mapping", "storing", "nodes", "indexes")
LOAD = """
import sys
from pathlib import Path
from chipgraph.errors import ChipgraphError
from chipgraph.loaders.pipeline import load
from chipgraph.qa.embedding import open_embedder

class Told:
    def stage(self, name, total=None):
        print(name, flush=True)
    def advance(self, steps=1):
        pass

facts, stores, cache, force = sys.argv[1:]
embedder = open_embedder()
try:
    report = load(
        facts=[Path(facts)], store_folder=Path(stores), cache_folder=Path(cache),
        embed=embedder.embed, model=embedder.fingerprint, progress=Told(), force=force == "force",
    )
except ChipgraphError as error:
    sys.exit(f"{type(error).__name__}: {error}")
print("done", report.hash, report.graph, report.skipped, flush=True)
"""


class Loads:
    """Runs loads of the same facts with the same cache of vectors."""

    def __init__(self, facts: Path, cache: Path) -> None:
        self.facts, self.cache = facts, cache

    def start(self, stores: Path, *, force: bool = True) -> subprocess.Popen[str]:
        """A load in a process of its own that tells its stages on stdout."""
        mode = "force" if force else ""
        return subprocess.Popen(
            [sys.executable, "-c", LOAD, str(self.facts), str(stores), str(self.cache), mode],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, stores: Path, *, force: bool = False) -> tuple[str, str, bool]:
        """Load undisturbed: content hash, graph hash, whether there was nothing to do."""
        out, errors = self.start(stores, force=force).communicate(timeout=120)
        assert out, errors
        word, name, graph, skipped = out.splitlines()[-1].split()
        assert word == "done", errors
        return name, graph, skipped == "True"

    def fail(self, stores: Path) -> str:
        """Load where it cannot succeed: what it says."""
        process = self.start(stores)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 1
        return errors


@pytest.fixture(scope="module")
def loads(few_facts: Path, cache_dir: Path) -> Loads:
    return Loads(few_facts, cache_dir)


@pytest.fixture(scope="module")
def undisturbed(loads: Loads, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder of stores after one load that nothing disturbed, its name and graph hash."""
    stores = tmp_path_factory.mktemp("undisturbed") / "stores"
    name, graph, _ = loads.finish(stores)
    return stores, name, graph


def wait_for(process: subprocess.Popen[str], stage: str) -> None:
    """Read what a load tells until it reaches a stage (or ends)."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == stage:
            return


def listing(folder: Path) -> list[str]:
    """The names at the top of a folder of stores and of each store."""
    found = [path.name for path in folder.iterdir()]
    return sorted(
        found + [p.name for store in folder.iterdir() if store.is_dir() for p in store.iterdir()]
    )


@pytest.mark.slow
def test_a_load_killed_at_random_points_leaves_nothing_behind_and_a_rerun_gives_the_same_graph(
    loads: Loads, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    whole, name, graph = undisturbed
    stores, dice, killed = tmp_path / "stores", random.Random(SEED), 0
    for number in range(KILLS):
        process = loads.start(stores, force=number % 2 == 0)
        wait_for(process, STAGES[number % len(STAGES)])
        time.sleep(dice.uniform(0.0, 0.5))
        killed += process.poll() is None
        process.kill()
        process.communicate()
    assert killed >= KILLS * 3 // 4, "most loads ended before they were killed"
    assert loads.finish(stores)[:2] == (name, graph)
    with open_embedded(stores / name / DATABASE) as store:
        assert store.graph_hash() == graph
    assert listing(stores) == listing(whole)


def test_a_second_load_changes_nothing(loads: Loads, undisturbed: tuple[Path, str, str]) -> None:
    stores, name, graph = undisturbed
    before = {path: path.stat().st_mtime_ns for path in sorted(stores.rglob("*"))}
    assert loads.finish(stores) == (name, graph, True)
    assert {path: path.stat().st_mtime_ns for path in sorted(stores.rglob("*"))} == before


def test_ctrl_c_ends_a_load_and_the_old_store_stays(
    loads: Loads, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    whole, name, graph = undisturbed
    stores = tmp_path / "stores"
    shutil.copytree(whole, stores)
    for stage in ("checking", "nodes"):
        process = loads.start(stores, force=True)
        wait_for(process, stage)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "KeyboardInterrupt" in errors
    assert listing(stores) == listing(whole)
    with open_embedded(stores / name / DATABASE) as store:
        assert store.graph_hash() == graph


def test_two_loads_at_once_give_one_store(
    loads: Loads, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    whole, name, graph = undisturbed
    stores = tmp_path / "stores"
    both = [loads.start(stores, force=False) for _ in range(2)]
    told = [process.communicate(timeout=180) for process in both]
    ends = sorted(out.splitlines()[-1] for out, _ in told)
    assert ends == [f"done {name} {graph} False", f"done {name} {graph} True"], told
    assert listing(stores) == listing(whole)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this machine lets no test mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_done(loads: Loads, tiny_disk: Path) -> None:
    said = loads.fail(tiny_disk / "stores")
    assert said.startswith("StoreError: ")
    assert "No space left on device" in said
    assert "CHIPGRAPH_DATA_DIR" in said
    assert [path.name for path in (tiny_disk / "stores").iterdir()] == [".lock"]


def test_a_limit_on_file_sizes_is_told_and_leaves_nothing_half_done(
    loads: Loads, tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource", reason="no such limits on this system")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        process = loads.start(tmp_path / "stores")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "cannot be written" in errors
    assert [path.name for path in (tmp_path / "stores").iterdir()] == [".lock"]


def test_a_file_where_the_folder_should_be_is_told(loads: Loads, tmp_path: Path) -> None:
    (tmp_path / "stores").write_text("in the way")
    said = loads.fail(tmp_path / "stores")
    assert "a file is in the way" in said
    assert "CHIPGRAPH_DATA_DIR" in said
    assert (tmp_path / "stores").read_text() == "in the way"


def test_a_folder_that_nobody_may_write_is_told(loads: Loads, tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    folder.mkdir(mode=0o555)
    # The superuser may write anywhere, except where the file system itself forbids it.
    frozen = (
        shutil.which("chattr") is not None
        and not subprocess.run(["chattr", "+i", str(folder)], capture_output=True).returncode
    )
    try:
        try:
            (folder / "probe").touch()
        except PermissionError:
            said = loads.fail(folder / "stores")
        else:
            pytest.skip("this user may write everywhere")
    finally:
        if frozen:
            subprocess.run(["chattr", "-i", str(folder)], check=True)
    assert said.startswith("StoreError: Nothing may be written in")
    assert "Give yourself the right" in said
