"""A market of any size, in the labels, relationship types and properties of the product.

The shares of labels and types are near those of the shipped facts; every text is made up of
numbered words, and one size gives one graph.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from chipgraph.graph.batch import Batch, Node, Relationship

# In a thousand nodes. The rest are phrasings.
SHARES = {"Claim": 150, "Passage": 60, "Observation": 60, "Vendor": 25, "Chip": 75, "Segment": 20}
ABOVE = {"Vendor": ("Organization", "Entity"), "Chip": ("Entity",), "Segment": ("Entity",)}
# In a thousand of the relationships that no node must have.
LINKS = {
    ("ABOUT", "Claim", "Chip"): 300,
    ("ABOUT", "Claim", "Vendor"): 200,
    ("EVIDENCED_BY", "Observation", "Claim"): 100,
    ("COMPETES_WITH", "Vendor", "Vendor"): 100,
    ("ACTIVE_IN", "Vendor", "Segment"): 100,
    ("TARGETS", "Chip", "Segment"): 100,
    ("MAKES", "Vendor", "Chip"): 100,
}
WORDS = [f"word{number}" for number in range(3000)]


def market(nodes: int, relationships: int, seed: int = 7) -> Batch:
    """So many nodes and relationships, no two relationships alike."""
    chance = random.Random(seed)
    ids = _ids(nodes)
    made = tuple(
        Node(key, (label, *ABOVE.get(label, ())), _properties(label, number, chance))
        for label, keys in ids.items()
        for number, key in enumerate(keys)
    )
    edges = tuple(_edges(ids, relationships, chance))
    return Batch(made, edges, "synthetic")


def _ids(nodes: int) -> dict[str, list[str]]:
    counts = {label: max(2, nodes * share // 1000) for label, share in SHARES.items()}
    counts["Phrasing"] = nodes - sum(counts.values())
    return {
        label: [f"{label.lower()}-{n}" for n in range(count)] for label, count in counts.items()
    }


def _properties(label: str, number: int, chance: random.Random) -> dict[str, Any]:
    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    if label == "Phrasing":
        return {"text": words(8)}
    if label == "Claim":
        return {
            "statement": words(14),
            "kind": chance.choice(("fact", "opinion", "forecast")),
            "predicate": chance.choice(WORDS[:200]),
            "document": f"document-{number % 50}",
            "polarity": True,
            "start": number * 80,
            "end": number * 80 + 79,
            "attribution": [words(2)],
        }
    if label == "Passage":
        return {"section": words(4), "sha256": f"{number:064x}", "start": number, "end": number + 9}
    if label == "Observation":
        return {"measure": chance.choice(WORDS[:40]), "value": number / 8, "unit": "count"}
    return {"name": f"{label} {number}", "aliases": [words(2), words(1)], "note": words(5)}


def _edges(ids: dict[str, list[str]], wanted: int, chance: random.Random) -> Iterator[Relationship]:
    """First what hangs together by its kind, then links by chance."""
    claims, kinds, seen = ids["Claim"], list(LINKS), set()
    for kind, label, targets in (
        ("PHRASES", "Phrasing", claims),
        ("STATED_IN", "Claim", ids["Passage"]),
        ("OF", "Observation", ids["Chip"]),
    ):
        for number, key in enumerate(ids[label]):
            seen.add((kind, key, targets[number % len(targets)]))
            yield Relationship(kind, key, targets[number % len(targets)])
    while len(seen) < wanted:
        [(kind, source, target)] = chance.choices(kinds, weights=LINKS.values())
        link = (kind, chance.choice(ids[source]), chance.choice(ids[target]))
        if link not in seen:
            seen.add(link)
            yield Relationship(*link, _qualifiers(kind, chance, claims))


def _qualifiers(kind: str, chance: random.Random, claims: list[str]) -> dict[str, Any]:
    if kind in ("ABOUT", "EVIDENCED_BY"):
        return {"role": chance.choice(("subject", "object")), "order": chance.randint(1, 3)}
    return {"basis": "stated", "claims": chance.sample(claims, 2)}
