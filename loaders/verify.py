"""Re-read every cited span in the user's copy of the documents: hashes, spans, coverage."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, Graph, URIRef
from rdflib.term import Node

from chipgraph.errors import DocumentError
from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.coverage import Omission, Paragraph, paragraphs
from chipgraph.loaders.turtle import parse, read
from chipgraph.ontology.vocabulary import CG, OA, local_name

_PHRASINGS = ".asks.ttl"


@dataclass(frozen=True, slots=True)
class SpanFault:
    """A cited span that does not stand in the document as cited."""

    passage: str
    start: int
    end: int
    problem: str


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """What the re-reading of one document found."""

    slug: str
    title: str
    state: str  # verified, changed or missing
    problem: str
    spans: int
    claims: int
    faults: tuple[SpanFault, ...]
    paragraphs: tuple[Paragraph, ...]

    def count(self, state: str) -> int:
        """How many content paragraphs are `covered`, `omitted` or a `gap`."""
        return sum(paragraph.state == state for paragraph in self.paragraphs)

    @property
    def coverage(self) -> float:
        """The share of the content paragraphs, omitted ones aside, that claims cover."""
        content = len(self.paragraphs) - self.count("omitted")
        return self.count("covered") / content if content else float(self.state == "verified")

    @property
    def ok(self) -> bool:
        """The document is the cited one, each span stands in it and nothing is left uncovered."""
        return self.state == "verified" and not self.faults and not self.count("gap")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """One check per document that the facts cite."""

    folder: Path
    documents: tuple[DocumentCheck, ...]

    @property
    def ok(self) -> bool:
        """True where all is as cited."""
        return bool(self.documents) and all(document.ok for document in self.documents)

    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """A table for people: the header first."""
        table = [("Document", "State", "Claims", "Spans verified", "Coverage", "Left out")]
        for check in self.documents:
            spans = f"{check.spans - len(check.faults)} of {check.spans}"
            covered, omitted = check.count("covered"), check.count("omitted")
            content = f"{check.coverage:.0%} ({covered} of {covered + check.count('gap')})"
            table.append((check.slug, check.state, str(check.claims), spans, content, str(omitted)))
        return table

    def left_out(self) -> list[str]:
        """The paragraphs that hold no content, one line each, with the reason."""
        return [
            f"{check.slug}, line {p.line} (characters {p.start} to {p.end}): {p.reason}"
            for check in self.documents
            for p in check.paragraphs
            if p.state == "omitted"
        ]

    def problems(self) -> list[str]:
        """What is wrong, one sentence each, with what to do."""
        found = []
        for check in self.documents:
            if check.problem:
                found.append(f"{check.slug}: {check.problem}")
            found += [f"{check.slug}: {f.passage}: {f.problem}" for f in check.faults]
            found += [
                f"{check.slug}, line {p.line} (characters {p.start} to {p.end}): only "
                f"{p.covered:.0%} is covered by claims and no reason to leave it out is given."
                for p in check.paragraphs
                if p.state == "gap"
            ]
        return found

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON holds it; covered paragraphs are counted, the others listed."""
        return {
            "folder": str(self.folder),
            "ok": self.ok,
            "documents": [_document_dict(check) for check in self.documents],
        }


def verify(documents_folder: Path, facts: Sequence[Path] = ()) -> VerifyReport:
    """Check each document that the facts (the shipped ones by default) cite against its copy."""
    if not documents_folder.is_dir():
        raise DocumentError(
            f"There is no documents folder {documents_folder}.",
            "Give the folder that holds the documents as <slug>.txt: --documents FOLDER.",
        )
    graph = _read_facts(facts or shipped_facts())
    return VerifyReport(documents_folder, tuple(_Checker(graph, documents_folder).run()))


def _read_facts(facts: Sequence[Path]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in facts:
        if not path.name.endswith(_PHRASINGS):
            parse(read(path), graph)
    return graph


class _Checker:
    """Reads the citations out of the facts and the documents out of a folder."""

    def __init__(self, graph: Graph, folder: Path) -> None:
        self.graph, self.folder = graph, folder
        self.passages: dict[Node, list[Node]] = defaultdict(list)
        for passage, document in graph.subject_objects(CG.inDocument):
            self.passages[document].append(passage)
        self.claims: dict[Node, list[Node]] = defaultdict(list)
        for claim, passage in graph.subject_objects(CG.statedIn):
            self.claims[passage].append(claim)

    def run(self) -> list[DocumentCheck]:
        """Every document of the facts, in the order of their slugs."""
        found = [
            node for node in self.graph.subjects(RDF.type, CG.Document) if isinstance(node, URIRef)
        ]
        return [self._document(document) for document in sorted(set(found))]

    def _document(self, document: URIRef) -> DocumentCheck:
        slug = self._text(document, CG.slug) or local_name(document)
        title = self._text(document, DCTERMS.title)
        spans = sorted(self._span(passage) for passage in self.passages[document])
        claims = sum(len(self.claims[passage]) for passage in self.passages[document])
        data = self._bytes(slug, self._text(document, CG.sha256))
        if data is None:
            problem = f"{self.folder / slug}.txt is missing: put the document there."
            return DocumentCheck(slug, title, "missing", problem, len(spans), claims, (), ())
        text, problem = self._same(document, data)
        faults = tuple(fault for span in spans if (fault := _fault(text, *span)))
        cited = [
            self._span(passage)[:2] for passage in self.passages[document] if self.claims[passage]
        ]
        state = "changed" if problem else "verified"
        shares = paragraphs(text, cited, self._omissions(document))
        return DocumentCheck(slug, title, state, problem, len(spans), claims, faults, shares)

    def _same(self, document: Node, data: bytes) -> tuple[str, str]:
        """The text of a document, and what is wrong with it as a whole."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace"), "it is not UTF-8 text."
        if hashlib.sha256(data).hexdigest() != self._text(document, CG.sha256):
            return text, "it is not the text that was cited (SHA-256 differs): use that edition."
        characters = self._text(document, CG.characters)
        if characters and int(characters) != len(text):
            return text, f"it has {len(text)} characters, not {characters} as recorded."
        return text, ""

    def _bytes(self, slug: str, sha256: str) -> bytes | None:
        """The file named for the slug, or any file of the folder that is the cited text."""
        named = self.folder / f"{slug}.txt"
        if named.is_file():
            return _read_document(named)
        for path in sorted(self.folder.glob("*.txt")):
            data = _read_document(path)
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
        return None

    def _span(self, passage: Node) -> tuple[int, int, str, str]:
        start, end = (int(self._text(passage, OA[name]) or -1) for name in ("start", "end"))
        return start, end, local_name(passage), self._text(passage, CG.sha256)

    def _omissions(self, document: Node) -> list[Omission]:
        return [
            Omission(*self._span(part)[:2], self._text(part, CG.reason))
            for part in self.graph.objects(document, CG.omits)
        ]

    def _text(self, subject: Node, path: Node) -> str:
        value = self.graph.value(subject, path)
        return "" if value is None else str(value)


def _read_document(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{path} cannot be read: {error.strerror}.", "Check the rights of the file."
        ) from None


def _fault(text: str, start: int, end: int, passage: str, sha256: str) -> SpanFault | None:
    if not 0 <= start < end <= len(text):
        problem = f"characters {start} to {end} lie outside the document ({len(text)})."
    elif hashlib.sha256(text[start:end].encode()).hexdigest() != sha256:
        problem = f"characters {start} to {end} are not the cited words (SHA-256 differs)."
    else:
        return None
    return SpanFault(passage, start, end, problem)


def _document_dict(check: DocumentCheck) -> dict[str, Any]:
    listed = [p for p in check.paragraphs if p.state != "covered"]
    return {
        "slug": check.slug,
        "title": check.title,
        "state": check.state,
        "problem": check.problem,
        "claims": check.claims,
        "spans": check.spans,
        "coverage": round(check.coverage, 4),
        "paragraphs": {state: check.count(state) for state in ("covered", "omitted", "gap")},
        "faults": [asdict(fault) for fault in check.faults],
        "omitted": [asdict(p) for p in listed if p.state == "omitted"],
        "gaps": [asdict(p) for p in listed if p.state == "gap"],
    }
