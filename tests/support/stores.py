"""What a child process does with a store: importable by its name, which test modules are not."""

from __future__ import annotations

from pathlib import Path

from chipgraph.graph.embedded import open_embedded

COUNT = "MATCH (n) RETURN count(*) AS n"


def count(folder: Path) -> int:
    """The number of nodes in a store."""
    with open_embedded(folder) as store:
        return int(store.read(COUNT).rows[0][0])
