"""What an install costs: megabytes received and on disk, seconds, for each way to install.

    python bench/bench_install.py [--wheel dist/chipgraph-….whl]

Nothing is taken from a cache. Received are the wheels that pip downloads, installed is what they
unpack to, without byte-code.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
UV = [os.environ.get("UV", "uv")]  # `uv run` names itself


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="also measure this wheel, by plain pip")
    options = parser.parse_args()
    rows = [
        ("uv run chipgraph (README)", *checkout("model", "test")),
        ("uv sync --no-group test", *checkout("model")),
        ("uv sync --group dev", *checkout("model", "dev")),
    ]
    if options.wheel:
        rows.append(("pip install WHEEL", *wheel(options.wheel)))
    print(f"{'':28}{'MB received':>12}{'MB installed':>14}{'packages':>10}{'seconds':>9}")
    for name, received, installed, packages, seconds in rows:
        print(f"{name:28}{received:12.0f}{installed:14.0f}{packages:10}{seconds:9.1f}")


def checkout(*groups: str) -> tuple[float, float, int, float]:
    """What the packages of some groups cost."""
    wanted = [part for group in groups for part in ("--group", group)]
    export = [*UV, "export", "-q", "--no-hashes", "--no-emit-project", "--no-default-groups"]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        subprocess.run([*export, *wanted, "-o", str(listed)], cwd=ROOT, check=True)
        return measured(Path(folder), ["-r", str(listed)], "--no-deps")


def wheel(path: Path) -> tuple[float, float, int, float]:
    """What a wheel and everything that it depends on cost."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder), [str(path.absolute())])


def measured(folder: Path, what: list[str], *flags: str) -> tuple[float, float, int, float]:
    """Megabytes received, megabytes installed, packages, seconds to download and install."""
    wheels, target = folder / "wheels", folder / "installed"
    started = time.perf_counter()
    subprocess.run([*UV, "venv", "-q", "--seed", str(folder / "venv")], check=True)
    bin_folder = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = bin_folder / "python"
    pip = [str(python), "-m", "pip", "-q", "--disable-pip-version-check", "--no-cache-dir"]
    subprocess.run([*pip, "download", *flags, *what, "-d", str(wheels)], check=True)
    found = list(wheels.iterdir())
    install = [*pip, "install", "--no-deps", "--no-compile", "--target", str(target)]
    subprocess.run([*install, *map(str, found)], check=True)
    seconds = time.perf_counter() - started
    return size(wheels), size(target), len(found), seconds


def size(folder: Path) -> float:
    """Megabytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
