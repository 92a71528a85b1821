"""Quotes for an answer, read from the user's own copies of the documents, never shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from chipgraph.errors import DocumentError
from chipgraph.qa.answer import Answer, Citation


class Documents:
    """A folder of documents; only the very edition that was cited is quoted."""

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        if not folder.is_dir():
            raise DocumentError(
                f"There is no documents folder {folder}.",
                "Give the folder that holds the documents as <slug>.txt: --documents FOLDER.",
            )
        self._folder, self._hashes = folder, hashes
        self._text = cache(self._read)

    def quote(self, answer: Answer) -> Answer:
        """The answer with the cited words beside each citation, where they are at hand."""
        citations = tuple(self._quoted(citation) for citation in answer.citations)
        missing = sorted({c.document for c in answer.citations if self._text(c.document) is None})
        notes = tuple(
            f"Not quoted: {self._folder} does not hold the cited edition of {slug}."
            for slug in missing
        )
        return replace(answer, citations=citations, notes=answer.notes + notes)

    def _quoted(self, citation: Citation) -> Citation:
        text = self._text(citation.document)
        if text is None:
            return citation
        return replace(citation, quote=" ".join(text[citation.start : citation.end].split()))

    def _read(self, slug: str) -> str | None:
        path = self._folder / f"{slug}.txt"
        if not path.is_file():
            return None
        data = path.read_bytes()
        same = hashlib.sha256(data).hexdigest() == self._hashes.get(slug)
        return data.decode("utf-8") if same else None
