"""The classes of things that a question asks for, by the noun that its question word belongs to."""

from __future__ import annotations

from chipgraph.qa import form as f
from chipgraph.qa.claims.english import excepting
from chipgraph.qa.claims.pieces import set_aside
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.seeds import common
from chipgraph.qa.wants import asked_nouns
from chipgraph.qa.world import World


def asked_classes(question: Question, world: World) -> frozenset[str]:
    """The classes that the question asks for: the first class noun after the question word."""
    phrases = [a for a in question.anchors if a.entry.kind == "relation" and a.width > 2]
    classes = [
        a
        for a in question.anchors
        if classes_of(a, world) and not any(p.start <= a.start and a.end <= p.end for p in phrases)
    ]
    if asked_nouns(question):
        return frozenset()
    ops = question.operators
    asking = [a for n in ("wants.things", "wants.count", "wants.rank") for a in ops.get(n, ())]
    openers = [a for a in asking if not _relative(a, question)]
    start = min((a.end for a in openers), default=0)
    # "which challengers" asks for vendors, "A's planned spending" for none.
    classes = [a for a in classes if a.entry.detail != "standing" or a.start <= start + 2]
    said = {t.text for a in openers for t in question.tokens[a.start : a.end]}
    person = bool(said & {"who", "whom", "whose"})  # `by whom`, too
    aside = () if openers else set_aside(question, excepting())
    if aside:  # "… except A": things like A
        names = [a for a in question.anchors if a.entry.kind == "entity"]
        kinds = (
            common(world.denote(f.Ents((a.entry.target,))), world)
            for a in names
            if (a.start, a.end) in aside
        )
        return frozenset(n for kind in kinds for n in world.schema.subclasses(kind))
    best: Anchor | None = None
    back = question.words(start, start + 1).casefold() in {"one", "ones"}
    for anchor in () if back else classes:
        if anchor.start >= start - 1 and (
            best is None or (anchor.start, -anchor.width) < (best.start, -best.width)
        ):
            best = anchor
    if person and (best is None or best.start > start):
        return _named_who(world)
    if best is None and openers:  # "of the vendors …, which ones"
        best = min(classes, key=lambda a: (a.start, -a.width), default=None)
    if best is None:
        return frozenset()
    while True:  # "chip firms": the head of a compound noun is its last word
        verbs = {a.start for a in question.anchors if a.entry.kind == "relation"}
        after = [
            a
            for a in classes
            if a.start == best.end and a.start not in verbs and a.entry.kind != "value"
        ]
        if not after:
            break
        best = max(after, key=lambda a: a.width)
    same = [a for a in classes if (a.start, a.end) == (best.start, best.end)]
    return frozenset(n for a in same for n in classes_of(a, world))


def _relative(opener: Anchor, question: Question) -> bool:
    """`a crime linked to people who …`: a pronoun behind a noun, where more was asked before."""
    before = question.tokens[opener.start - 1].text if opener.start else ""
    asked = any(
        a.start < opener.start
        for name, found in question.operators.items()
        if name.startswith("wants.")
        for a in found
    )
    pronoun = question.tokens[opener.start].text in _PRONOUNS
    return pronoun and opener.width == 1 and asked and before not in _PAUSES


_PAUSES = frozenset({"", ",", ";", ":", "?", "and", "or", "but"})
_PRONOUNS = frozenset({"who", "whom", "whose", "which", "where"})


def classes_of(anchor: Anchor, world: World) -> frozenset[str]:
    """The labels that a noun asks for: a class, or the class that a concept is a kind of."""
    entry = anchor.entry
    if entry.kind == "class":
        return world.schema.subclasses(entry.target)
    if entry.kind == "value":
        owners = (t.owner for t in world.schema.attributes[entry.detail])
        having = world.valued(entry.detail, entry.target)
        return frozenset(owner for owner in owners if having & world.labelled(owner))
    if entry.kind == "concept" and entry.detail == "standing":  # "which challengers"
        standing = (r for r in world.schema.relations.values() if "standing" in r.qualifiers)
        ends = {name for r in standing if not r.derived for name in r.domain}
        return frozenset(n for end in ends for n in world.schema.subclasses(end))
    if entry.kind != "concept" or entry.detail == "status":
        return frozenset()
    bits = world.denote(f.Has(entry.detail, (entry.target,)))
    label = common(bits, world)
    return world.schema.subclasses(label) if label else frozenset()


def _named_who(world: World) -> frozenset[str]:
    """Who asks for agents: schema.org Organization and Person, where the ontology has them."""
    agents = {n for n in ("Organization", "Person") if n in world.schema.classes}
    return frozenset(n for agent in agents for n in world.schema.subclasses(agent))
