"""What a load did: counts, refusals, seconds; the same facts as the manifest in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chipgraph.loaders.refusal import LIST_FILE, Refusal

REFUSALS = "refusals"  # in the manifest on a server


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The store that a load left or found, and what it took to build."""

    hash: str
    folder: Path | str  # or the address of a server
    model: str
    graph: str
    triples: int
    derived: int
    nodes: int
    relationships: int
    labels: Mapping[str, int]
    types: Mapping[str, int]
    seconds: Mapping[str, float] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    skipped: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return {
            "hash": self.hash,
            "folder": str(self.folder),
            "skipped": self.skipped,
            **self._facts(),
            "refused": [refusal.to_dict() for refusal in self.refusals],
        }

    def summary(self) -> str:
        """The report as a person reads it."""
        if self.skipped:
            done = f"Nothing to do: the store holds these facts already ({self.hash[:12]})."
        else:
            seconds = sum(self.seconds.values())
            done = f"Loaded {self.triples:,} triples in {seconds:.1f} s ({self.hash[:12]})."
        stored = f"{self.nodes:,} nodes and {self.relationships:,} relationships in {self.folder}"
        lines = [done, stored]
        if self.refusals:
            listed = f" ({self.folder / LIST_FILE})" if isinstance(self.folder, Path) else ""
            lines.append(f"{len(self.refusals)} facts were refused{listed}:")
            lines += [f"  {refusal}" for refusal in self.refusals]
        return "\n".join(lines)

    def manifest(self, *, created: str) -> str:
        """The same as text for the store; the refusals themselves where it is no folder."""
        content = {"hash": self.hash, "created": created, **self._facts()}
        content["refused"] = len(self.refusals)
        if not isinstance(self.folder, Path):
            content[REFUSALS] = [refusal.to_dict() for refusal in self.refusals]
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def found(cls, manifest: Mapping[str, Any], folder: Path | str) -> LoadReport:
        """The report of a load that had nothing to do."""
        if isinstance(folder, Path):
            refusals = _refusals(folder / LIST_FILE)
        else:
            refusals = tuple(map(Refusal.from_dict, manifest.get(REFUSALS, ())))
        return cls(
            hash=str(manifest["hash"]),
            folder=folder,
            model=str(manifest.get("model", "")),
            graph=str(manifest.get("graph", "")),
            triples=int(manifest.get("triples", 0)),
            derived=int(manifest.get("derived", 0)),
            nodes=int(manifest.get("nodes", 0)),
            relationships=int(manifest.get("relationships", 0)),
            labels=dict(manifest.get("labels", {})),
            types=dict(manifest.get("types", {})),
            refusals=refusals,
            skipped=True,
        )

    def _facts(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "graph": self.graph,
            "triples": self.triples,
            "derived": self.derived,
            "nodes": self.nodes,
            "relationships": self.relationships,
            "labels": dict(self.labels),
            "types": dict(self.types),
            "seconds": dict(self.seconds),
        }


def _refusals(path: Path) -> tuple[Refusal, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    return tuple(Refusal.from_dict(json.loads(line)) for line in lines)
