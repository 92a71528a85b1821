"""One refused fact, as a sentence and as a line of the quarantine list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipgraph.loaders.namespaces import shorten

LIST_FILE = "quarantine.jsonl"
FACTS_FILE = "quarantine.ttl"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fact that was refused: its short name, the reason in plain words, file and line."""

    fact: str
    reason: str
    file: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}: " if self.file else ""
        return f"{place}{self.fact}: {self.reason}"

    @classmethod
    def of(cls, iri: str, reason: str, place: tuple[Path, int] | None) -> Refusal:
        """The refusal of the fact with that IRI, written at that place."""
        return cls(shorten(iri), reason, *(place or (None, None)))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Refusal:
        """The refusal that `to_dict` wrote."""
        file = Path(data["file"]) if data.get("file") else None
        return cls(data["fact"], data["reason"], file, data.get("line"))

    def to_dict(self) -> dict[str, Any]:
        """As one line of the quarantine list."""
        file = str(self.file) if self.file else None
        return {"fact": self.fact, "reason": self.reason, "file": file, "line": self.line}
