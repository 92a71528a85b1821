"""Which things a claim names in answer to who, which and what: by class, role and list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.english import is_ordinal, number
from chipgraph.qa.claims.lexical import written
from chipgraph.qa.claims.pieces import Kind, pieces
from chipgraph.qa.claims.types import About, Argument, Claim, ClaimContext, Hit
from chipgraph.qa.normalise import stem
from chipgraph.qa.question import Question

WINDOW = 2.5  # points of score: how far below the best hit a better list is looked for
SEVERAL = 1.0  # points for a claim that names more than one, unless one is asked for
OF_CLASS = 1.5  # points for naming things of the asked class
ALIKE = 0.7  # of the best likeness: names that fit an item of a list nearly as well
COUNT = "count"  # the unit of how many
ASIDE = frozenset({"source", "scope", "context", "author", "publisher", "denominator"})


@dataclass(frozen=True, slots=True)
class Things:
    """The things found, and the claims that name them."""

    nodes: tuple[str, ...]
    claims: tuple[Claim, ...]
    rank: int  # place of the hit that led there
    worth: float
    recorded: float | None = None  # their number, where the claim gives it
    items: tuple[str, ...] = ()  # the items of a list, as the claim names them
    called: bool = False  # the question calls them by what the claim calls them


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for, and what the graph knows about it."""

    context: ClaimContext
    book: ClaimBook
    owners: frozenset[str]  # the things that the question names in full
    one: bool
    keys: frozenset[str]  # the words of the question
    parts: frozenset[str]  # what things of the asked classes are called
    being: bool  # whether a person, a company or a place is asked for


def things(
    question: Question, hits: Sequence[Hit], context: ClaimContext, book: ClaimBook
) -> Things | None:
    """The things that the best fitting claim names, with those that its siblings name."""
    owners = {m for p in pieces(question) if p.kind is Kind.ENTITY for m in p.meanings}
    ask = _Ask(
        context, book, frozenset(owners), asks_one(question), _keys(question),
        _called(context), _asks_being(question),
    )  # fmt: skip
    found = [
        read
        for rank, hit in enumerate(hits)
        if hit.score >= hits[0].score - WINDOW and (read := _read(rank, hit, ask))
    ]
    best = max(found, key=lambda t: (t.worth, -t.rank), default=None)
    first = asks_first(question)
    if best is None or first is None:
        return best
    return replace(best, nodes=best.nodes[:first], items=best.items[:first], recorded=None)


def _read(rank: int, hit: Hit, ask: _Ask) -> Things | None:
    worth = hit.score
    classes = ask.context.classes
    row, called = row_of(hit.claim, ask.keys)
    nodes = _named_by(hit.claim, ask, classes)
    if called or (row and len(nodes) < 2 and not classes and not ask.being):
        found = zip(row, _members(row, hit.claim, ask.book), strict=True)
        kept = [(item, node) for item, node in found if node not in ask.context.excluded]
        row, members = tuple(i for i, _ in kept), [n for _, n in kept if n]
        worth += (OF_CLASS if called else 0.0) + (-SEVERAL if ask.one else SEVERAL)
        return Things(
            tuple(members), (hit.claim,), rank, worth,
            None if ask.context.excluded else recorded_count(hit.claim), row, called,
        )  # fmt: skip
    if nodes and classes:
        worth += OF_CLASS
    elif not nodes:
        nodes = _named_by(hit.claim, ask, _NONE)
        worth -= OF_CLASS if classes else 0.0
        if len(nodes) < 2:
            return None
    claims: tuple[Claim, ...] = (hit.claim,)
    if len(nodes) == 1:
        claims, nodes = _with_siblings(hit.claim, nodes[0], ask)
    if len(nodes) > 1:
        worth += -SEVERAL if ask.one else SEVERAL
    recorded = recorded_count(hit.claim)
    for other in _other_sides(hit.claim, ask):
        claims, recorded = (*claims, other), None
        nodes += [n for n in _named_by(other, ask, classes) if n not in nodes]
    return Things(tuple(nodes), claims, rank, worth, recorded)


def _other_sides(claim: Claim, ask: _Ask) -> Iterator[Claim]:
    """The same said of a second thing of the kind, where the question names both."""
    roles = {a.node: a.role for a in claim.about}
    for name in sorted(ask.owners - set(roles)):
        labels = ask.book.labels.get(name, _NONE)
        part = {r for n, r in roles.items() if n in ask.owners and ask.book.labels[n] == labels}
        for other in ask.book.by_predicate[claim.document, claim.predicate] if part else ():
            if any(a.node == name and a.role in part for a in ask.book.claims[other].about):
                yield ask.book.claims[other]
                break


def asks_first(question: Question) -> int | None:
    """How many of the first are asked for: `the first three`, `top 5`."""
    words = [t.text for t in question.tokens]
    for word, following in pairwise(words):
        if word in number()["first"]:
            if following in number()["counts"]:
                return number()["counts"].index(following) + 1
            if following.isdecimal() and 0 < int(following) < 100:
                return int(following)
    return None


def asks_one(question: Question) -> bool:
    """Whether the noun and the verb after `which` or `what` are in the singular."""
    words = [t.text for t in question.tokens]
    for i, word in enumerate(words):
        if word in number()["asking"]:
            for noun in words[i + 1 : i + 7]:
                if noun in number()["one"]:
                    return True
                if noun in number()["many"] or (noun.endswith("s") and not noun.endswith("ss")):
                    return False
    return False


def _named_by(claim: Claim, ask: _Ask, classes: frozenset[str]) -> list[str]:
    """The nodes of the asked class, else of a list, that the question does not name itself."""
    if not claim.polarity:
        return []
    aside = ask.context.named | ask.context.excluded
    free = [
        a
        for a in claim.about
        if a.node not in aside
        and a.node in ask.book.labels
        and (not classes or ask.book.labels.get(a.node, _NONE) & classes)
    ]
    listed = listed_nodes(claim, [a.node for a in free], ask.book)
    chosen = [a for a in free if a.node in listed] or _one_role(free)
    parts = {a.role for a in chosen}
    if classes and len(parts) == 1 and parts <= ask.parts:
        playing = (a.node for a in claim.about if a.role in parts and a.node not in aside)
        return _tied(list(dict.fromkeys(playing)), claim, ask, owners=claim.nodes)
    return _tied(list(dict.fromkeys(a.node for a in chosen)), claim, ask)


def _one_role(free: Sequence[About]) -> list[About]:
    """The nodes that play the part which most of them play; sources and scopes come last."""
    by_role: dict[str, list[About]] = defaultdict(list)
    for a in free:
        by_role[a.role].append(a)
    if not by_role:
        return []
    return max(by_role.values(), key=lambda g: (g[0].role not in ASIDE, len(g), -g[0].order))


def _tied(
    nodes: list[str], claim: Claim, ask: _Ask, owners: frozenset[str] | None = None
) -> list[str]:
    """Of a list for several owners, what is tied to the one that the question names."""
    roles = {a.node: a.role for a in claim.about}
    named = ask.owners if owners is None else ask.owners & owners
    for name in sorted(named - ask.context.excluded):
        near = set(ask.context.snapshot.neighbours(name))
        kind = ask.book.labels.get(name, _NONE) - {"Entity"}
        kin = [n for n in near & set(roles) if ask.book.labels.get(n, _NONE) & kind]
        one_of_several = sum(role == roles.get(name) for role in roles.values()) > 1
        if len(nodes) > 1 and (one_of_several or (name not in roles and not kin)):
            nodes = [n for n in nodes if n in near] or nodes
    return nodes


def _with_siblings(claim: Claim, node: str, ask: _Ask) -> tuple[tuple[Claim, ...], list[str]]:
    """Claims of the same document that say the same of other things, and these things."""
    role = next(a.role for a in claim.about if a.node == node)
    labels = ask.book.labels.get(node, _NONE)
    others = {a.node for a in claim.about if a.node != node and a.role not in ASIDE}
    shared = (claim.nodes - {node}) & ask.context.named
    found: dict[str, Claim] = {node: claim}
    for other in ask.book.by_predicate.get((claim.document, claim.predicate), ()):
        sibling = ask.book.claims[other]
        if sibling.polarity != claim.polarity or not shared <= sibling.nodes:
            continue
        if others - shared and not (others - shared) & sibling.nodes:
            continue
        for a in sibling.about:
            fits = a.role == role and ask.book.labels.get(a.node) == labels
            if fits and a.node not in ask.context.named:
                found.setdefault(a.node, sibling)
    return tuple(dict.fromkeys(found.values())), list(found)


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(written(text))


def lists(claim: Claim) -> dict[str, list[Argument]]:
    """Arguments that stand in a row: several texts in the same role."""
    rows: dict[str, list[Argument]] = defaultdict(list)
    for argument in claim.arguments:
        if argument.text:
            rows[argument.role].append(argument)
    return {role: row for role, row in rows.items() if len(row) > 1}


def row_of(claim: Claim, keys: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """The items of the list that a claim gives, and whether the question calls them by their kind.

    Of several lists the one that the question names, else the longest.
    """
    rows = lists(claim) if claim.polarity else {}
    named = [row for role, row in rows.items() if {stem(w) for w in written(role)} <= keys]
    chosen = max(named or rows.values(), key=len, default=[])
    return tuple(_plain(a.text) for a in chosen), bool(named)


def _plain(text: str) -> str:
    """An item without what stands in brackets behind it."""
    return text.partition(" (")[0].strip() or text


def _members(row: Sequence[str], claim: Claim, book: ClaimBook) -> list[str]:
    """For each item the node that it names, or nothing."""
    found = []
    for item in row:
        text = _words(item)
        likeness = {a.node: _likeness(text, book.names.get(a.node, ())) for a in claim.about}
        best = max(likeness, key=lambda n: likeness[n], default="")
        found.append(best if best and likeness[best] > 0 else "")
    return found


def _called(context: ClaimContext) -> frozenset[str]:
    """The names of the asked classes: who plays the part so called in a claim is asked for."""
    terms = (context.schema.classes[n] for n in context.classes if n in context.schema.classes)
    return frozenset(name for t in terms for name in (t.label, *t.alt))


def _asks_being(question: Question) -> bool:
    return any(t.text in number()["beings"] for t in question.tokens)


def _keys(question: Question) -> frozenset[str]:
    """The stems of its words, but of participles: `consumed` asks for no consumers."""
    return frozenset(t.key for t in question.tokens if not t.text.endswith(("ed", "ing")))


def listed_nodes(claim: Claim, nodes: Sequence[str], book: ClaimBook) -> frozenset[str]:
    """Those of some nodes that stand in one of the lists of a claim, found there by name."""
    found = set()
    for row in lists(claim).values():
        for argument in row:
            text = _words(argument.text)
            likeness = {n: _likeness(text, book.names.get(n, ())) for n in nodes}
            best = max(likeness.values(), default=0.0)
            found |= {n for n, value in likeness.items() if value > ALIKE * best}
    return frozenset(found)


def _likeness(text: frozenset[str], names: Sequence[str]) -> float:
    """The best overlap of a text with a name that holds it or that it holds."""
    best = 0.0
    for name in names:
        words = _words(name)
        if words and text and (words <= text or text <= words):
            best = max(best, len(words & text) / len(words | text))
    return best


def recorded_count(claim: Claim) -> float | None:
    """The number of things in a list, where the claim gives it once."""
    counts = [
        a.value
        for a in claim.arguments
        if a.unit == COUNT and a.value is not None and not is_ordinal(a.role)
    ]
    return counts[0] if len(counts) == 1 else None


_NONE: frozenset[str] = frozenset()
