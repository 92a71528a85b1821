"""Reads claims, phrasings and names out of a snapshot: the one place that knows its layout."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from chipgraph.qa.claims.types import About, Argument, Claim

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot

Key = TypeVar("Key")
EVIDENCE = frozenset({"Claim", "Phrasing", "Passage", "Observation", "Document"})
SOURCE_ROLES = frozenset({"source", "publisher", "author"})
_NAMES = ("aliases", "hiddenAliases", "ambiguousAliases", "weakAliases")


@dataclass(frozen=True, slots=True)
class ClaimBook:
    """Every claim of a graph, with what people ask it by and the things that it is about."""

    claims: Mapping[str, Claim]
    phrasings: Mapping[str, tuple[str, ...]]  # claim id to texts
    owners: Mapping[str, str]  # phrasing id to claim id
    texts: Mapping[str, str]  # phrasing id to text
    by_node: Mapping[str, frozenset[str]]  # node id to ids of claims
    by_predicate: Mapping[tuple[str, str], tuple[str, ...]]  # document, predicate to claims
    by_section: Mapping[tuple[str, str], tuple[str, ...]]  # document, section, in source order
    names: Mapping[str, tuple[str, ...]]  # node id to its names, the preferred one first
    labels: Mapping[str, frozenset[str]]  # node id to its labels
    titles: Mapping[str, str]  # document id to title
    topics: Mapping[str, frozenset[str]]  # document id to the nodes in its title and names
    sources: Mapping[str, frozenset[str]]  # document id to those of them that it draws on


def read_claims(snapshot: Snapshot) -> ClaimBook:
    """The claims of a snapshot."""
    about, proves = _about(snapshot), _proves(snapshot)
    claims: dict[str, Claim] = {}
    names: dict[str, tuple[str, ...]] = {}
    documents: dict[str, tuple[str, ...]] = {}
    for node in snapshot.nodes.values():
        i, given = node.id, node.properties
        if "Claim" in node.labels:
            claims[i] = _claim(i, given, about.get(i, ()), proves.get(i, ()))
        elif "Document" in node.labels:
            documents[i] = (str(given.get("title") or i), *(given.get("aliases") or ()))
        elif not node.labels & EVIDENCE:
            names[i] = tuple(_names(i, given))
    owners = {s: t for s, t, _ in snapshot.edges.get("PHRASES", ()) if t in claims}
    texts = {s: str(snapshot.nodes[s].properties.get("text", "")) for s in owners}
    topics = {d: frozenset(_within(names, called)) for d, called in documents.items()}
    return ClaimBook(
        claims=claims,
        phrasings=_grouped((claim, texts[p]) for p, claim in owners.items()),
        owners=owners,
        texts=texts,
        by_node={n: frozenset(c) for n, c in _by_node(about).items()},
        by_predicate=_grouped(((c.document, c.predicate), c.id) for c in _in_order(claims)),
        by_section=_grouped(((c.document, c.section), c.id) for c in _in_order(claims)),
        names=names,
        labels={n: snapshot.nodes[n].labels for n in names},
        titles={d: called[0] for d, called in documents.items()},
        topics=topics,
        sources={d: nodes & _drawn_on(claims, d) for d, nodes in topics.items()},
    )


def _in_order(claims: Mapping[str, Claim]) -> list[Claim]:
    return sorted(claims.values(), key=lambda c: (c.document, c.start, c.id))


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _by_node(about: Mapping[str, tuple[About, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim, parts in about.items():
        for part in parts:
            found[part.node].add(claim)
    return found


def _drawn_on(claims: Mapping[str, Claim], document: str) -> frozenset[str]:
    """The nodes that stand as a source in the claims of a document."""
    own = (c for c in claims.values() if c.document == document)
    return frozenset(a.node for c in own for a in c.about if a.role in SOURCE_ROLES)


def _within(names: Mapping[str, tuple[str, ...]], texts: Iterable[str]) -> Iterator[str]:
    """The nodes that have a name in one of some texts, as whole words."""
    padded = " ".join(f" {re.sub(r'[^a-z0-9]+', ' ', t.casefold())} " for t in texts)
    for node, given in names.items():
        if any(f" {name.casefold()} " in padded for name in given):
            yield node


def _about(snapshot: Snapshot) -> dict[str, tuple[About, ...]]:
    found: dict[str, list[About]] = defaultdict(list)
    for source, target, properties in snapshot.edges.get("ABOUT", ()):
        role, order = properties.get("role") or "", properties.get("order") or 0
        found[source].append(About(target, str(role), int(order)))
    return {c: tuple(sorted(parts, key=lambda a: a.order)) for c, parts in found.items()}


def _proves(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for observation, claim, _ in snapshot.edges.get("EVIDENCED_BY", ()):
        found[claim].append(observation)
    return {c: tuple(sorted(o)) for c, o in found.items()}


def _claim(
    claim_id: str, p: Mapping[str, Any], about: tuple[About, ...], proves: tuple[str, ...]
) -> Claim:
    def text(name: str) -> str:
        return str(p.get(name) or "")

    return Claim(
        id=claim_id,
        statement=text("statement"),
        kind=text("kind"),
        predicate=text("predicate"),
        document=text("document"),
        section=text("section"),
        start=int(p.get("start") or 0),
        end=int(p.get("end") or 0),
        polarity=p.get("polarity") is not False,
        modality=text("modality") or "fact",
        when=text("when"),
        about=about,
        arguments=tuple(_arguments(text("arguments"))),
        attribution=tuple(p.get("attribution") or ()),
        observations=proves,
    )


def _arguments(text: str) -> Iterator[Argument]:
    for a in json.loads(text) if text else ():
        yield Argument(
            role=str(a.get("role") or ""),
            value=_number(a.get("value")),
            low=_number(a.get("low")),
            high=_number(a.get("high")),
            unit=str(a.get("unit") or a.get("unitText") or ""),
            text=str(a.get("text") or ""),
            qualifier=str(a.get("qualifier") or ""),
            order=int(a.get("order") or 0),
        )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _names(node: str, properties: Mapping[str, Any]) -> Iterator[str]:
    yield str(properties.get("name") or node)
    for key in _NAMES:
        yield from map(str, properties.get(key) or ())


_kept: deque[tuple[Snapshot, ClaimBook]] = deque(maxlen=4)


def book_of(snapshot: Snapshot) -> ClaimBook:
    """The book of a snapshot, read once."""
    for known, book in _kept:
        if known is snapshot:
            return book
    book = read_claims(snapshot)
    _kept.append((snapshot, book))
    return book
