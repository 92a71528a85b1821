"""Real processes of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from chipgraph.settings import Settings

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = (sys.executable, "-m", "chipgraph")


def environment(settings: Settings, data: Path | None = None, **more: str) -> dict[str, str]:
    """The machine's environment with these folders and nothing else of chipgraph."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    folders = {
        "CHIPGRAPH_DATA_DIR": str(data or settings.data_dir),
        "CHIPGRAPH_CACHE_DIR": str(settings.cache_dir),
    }
    return kept | folders | more
