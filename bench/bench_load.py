"""How long a load takes and how much memory it needs: from nothing, with known vectors, again.

python bench/bench_load.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MEASURE = """
import json, resource, sys
from chipgraph.cli import run
code = run(["load", "--json", *sys.argv[1:]])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"code": code, "peak": peak}), file=sys.stderr)
"""


def main() -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            ("from nothing", *load(folder)),
            ("again, with known vectors", *load(folder, "--force")),
            ("nothing to do", *load(folder)),
        ]
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    print(f"{'':28}{'seconds':>9}{'peak MB':>9}   stages")
    for name, seconds, peak, report in rows:
        stages = ", ".join(f"{k} {v:.1f}" for k, v in report["seconds"].items())
        print(f"{name:28}{seconds:9.1f}{peak:9.0f}   {'' if report['skipped'] else stages}")
    first = rows[0][-1]
    counts = (
        f"{first[name]:,} {name}" for name in ("triples", "derived", "nodes", "relationships")
    )
    print(f"\n{', '.join(counts)}; the folder takes {size / 1e6:.0f} MB after that.")
    print("Embedding runs beside checking and deriving: its stage is what is left to wait for.")


def load(folder: str, *flags: str) -> tuple[float, float, dict[str, Any]]:
    """Seconds, peak memory in MB and report of one load in a process of its own."""
    environment = os.environ | {"CHIPGRAPH_DATA_DIR": folder}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *flags],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    measured = json.loads(done.stderr.splitlines()[-1])
    unit = 1e6 if sys.platform == "darwin" else 1e3  # ru_maxrss: bytes there, kilobytes on Linux
    return seconds, measured["peak"] / unit, json.loads(done.stdout)


if __name__ == "__main__":
    main()
