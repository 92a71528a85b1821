"""The fact files as graphs: the shipped ones as one, each of the user's own beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph
from rdflib.term import Node

from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.turtle import TurtleFile, parse, read
from chipgraph.ontology.vocabulary import CG


@dataclass(frozen=True, slots=True)
class Source:
    """Facts that stand and fall together: where they lie, what they say, how people ask for them.

    Where facts of two sources clash, those of the source that comes later are refused first.
    """

    files: tuple[TurtleFile, ...]
    facts: Graph
    phrasings: Graph

    def place_of(self, subject: str, *near: str) -> tuple[Path, int] | None:
        """File and line where a subject is written, at the first of `near` in its block if any."""
        for file in self.files:
            line = file.index.line_of(subject, *near)
            if line is not None:
                return file.path, line
        return None


def read_sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Parse files of facts: the shipped ones first, then each other one by itself."""
    shipped = {path.resolve() for path in shipped_facts()}
    ours = [path for path in paths if path.resolve() in shipped]
    others = [path for path in paths if path.resolve() not in shipped]
    groups = ([ours] if ours else []) + [[path] for path in others]
    return tuple(read_source(group) for group in groups)


def read_source(paths: Iterable[Path]) -> Source:
    """Parse files into one source; phrasings go beside the facts, the gate has no use for them."""
    facts = Graph(bind_namespaces="none")
    phrasings = Graph(bind_namespaces="none")
    files = []
    for path in paths:
        file = read(path)
        parse(file, facts)
        files.append(file)
    for triple in list(facts.triples((None, CG.asks, None))):
        phrasings.add(triple)
    facts.remove((None, CG.asks, None))
    return Source(tuple(files), facts, phrasings)


def union(sources: Iterable[Source]) -> Graph:
    """The facts of all sources in a graph of their own."""
    merged = Graph(bind_namespaces="none")
    for source in sources:
        merged += source.facts
    return merged


def spoken(sources: Iterable[Source]) -> set[str]:
    """The statements and phrasings of all sources: what retrieval will need as vectors."""
    found: set[str] = set()
    for source in sources:
        found |= {str(text) for text in source.facts.objects(None, CG.statement)}
        found |= {str(text) for text in source.phrasings.objects(None, CG.asks)}
    return found


def owners(graph: Graph, node: Node) -> set[Node]:
    """The named subjects in whose blocks a node is written; itself if it is one."""
    if not isinstance(node, BNode):
        return {node}
    found: set[Node] = set()
    waiting, seen = [node], {node}
    while waiting:
        for subject in graph.subjects(None, waiting.pop()):
            if not isinstance(subject, BNode):
                found.add(subject)
            elif subject not in seen:
                seen.add(subject)
                waiting.append(subject)
    return found
