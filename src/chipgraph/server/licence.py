"""The licence of what is fetched: shown first, fetched only when the user has said yes."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from chipgraph.errors import without_password
from chipgraph.server.lock import Lock, data
from chipgraph.server.maven import repository_of


def notice(lock: Lock, setting: str | None = None) -> str:
    """What is fetched, from where, and under which licence."""
    where = without_password(repository_of(setting))
    text = Template(data("licence.txt")).substitute(
        version=lock.version, size=lock.size, repository=where
    )
    return textwrap.fill(" ".join(text.split()), 80, break_long_words=False)


def accepted(home: Path, lock: Lock) -> bool:
    """Whether the licence of this release was accepted before."""
    return _note(home, lock).exists()


def accept(home: Path, lock: Lock) -> None:
    """Note that it was."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    day = datetime.now(UTC).date().isoformat()
    _note(home, lock).write_text(
        f"Neo4j Community {lock.version}: GPL-3.0 accepted on {day}\n", encoding="utf-8"
    )


def _note(home: Path, lock: Lock) -> Path:
    return home / f"licence-accepted-{lock.version}"
