"""What differs from one Neo4j to the next: which versions are served, and how each spells things.

Certified is 5.26, the long-term line. Since 2025.06 a server knows two languages and a query can
name the one it is written in; since 2026.01 vectors are searched by a clause of the newer one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chipgraph.errors import StoreError

OLDEST = (5, 26)
_TWO_LANGUAGES = (2025, 6)
_SEARCH_CLAUSE = (2026, 1)
_AGENT = re.compile(r"Neo4j/(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The spellings of one server."""

    version: str
    number: tuple[int, int]

    @classmethod
    def of(cls, agent: str, place: str) -> Dialect:
        """The dialect of a server that calls itself `agent`; StoreError where it is too old."""
        found = _AGENT.match(agent)
        if found is None:
            raise StoreError(
                f"{place} is no Neo4j server: it calls itself {agent!r}.",
                "chipgraph works on Neo4j 5.26 and newer.",
            )
        number = int(found.group(1)), int(found.group(2))
        if number < OLDEST:
            raise StoreError(
                f"{place} runs Neo4j {agent.partition('/')[2]}, which is too old.",
                "chipgraph works on Neo4j 5.26 and newer.",
            )
        return cls(agent.partition("/")[2], number)

    def said(self, text: str) -> str:
        """A query of the shared Cypher, as this server takes it."""
        return f"CYPHER 5 {text}" if self.number >= _TWO_LANGUAGES else text

    def vector_search(self, index: str, label: str, mark: str) -> str:
        """Of the `$k` nodes nearest to `$vector` the first `$wanted`, with (1 + cosine) / 2.

        They come in one row, in any order: to the driver each row costs more than what is in it.
        """
        found = (
            f"WHERE node:`{mark}` WITH node.id AS id, score ORDER BY score DESC, id LIMIT $wanted "
            "RETURN collect([id, score]) AS found"
        )
        if self.number >= _SEARCH_CLAUSE:
            return (
                f"CYPHER 25 MATCH (node:`{label}`) SEARCH node IN "
                f"(VECTOR INDEX `{index}` FOR $vector LIMIT $k) SCORE AS score "
                f"WITH node, score {found}"
            )
        return self.said(
            f"CALL db.index.vector.queryNodes('{index}', $k, $vector) YIELD node, score {found}"
        )
