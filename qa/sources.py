"""Who says what: the claims of a document, of those who publish it, of those whom claims quote."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from chipgraph.qa.claims.book import SOURCE_ROLES, book_of

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot


class Sources:
    """Which claims come from whom, over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._book = book_of(snapshot)
        self.publishers = frozenset(n for nodes in self._book.sources.values() for n in nodes)
        self.claims = cache(self._claims)

    def _claims(self, sources: tuple[str, ...]) -> frozenset[str]:
        """What any of some sources says."""
        return frozenset(claim for source in sources for claim in self._found(source))

    def _found(self, source: str) -> Iterator[str]:
        """Those of a document, or of a thing that publishes, is drawn on or is quoted."""
        printed = {d for d, nodes in self._book.sources.items() if source in nodes} | {source}
        called = frozenset(self._book.names.get(source, ()))
        for claim in self._book.claims.values():
            quoted = not called.isdisjoint(claim.attribution)
            drawn = any(a.node == source and a.role in SOURCE_ROLES for a in claim.about)
            if quoted or drawn or claim.document in printed:
                yield claim.id
