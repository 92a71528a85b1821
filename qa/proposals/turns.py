"""Words that turn an answer: negation, superlatives, limits, years, lists, on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chipgraph.qa import form as f
from chipgraph.qa.normalise import fold
from chipgraph.qa.proposals.decode import Misfit, Program
from chipgraph.qa.question import Anchor, Question, Wants
from chipgraph.qa.seeds import within_comparison
from chipgraph.qa.wants import LIMITS, amounts
from chipgraph.qa.world import World


def check(
    program: Program, question: Question, used: set[Anchor], read: frozenset[Anchor], world: World
) -> None:
    """Raise `Misfit` where form and question differ in one of them; `used` gains their words."""
    parts = tuple(f.parts(program.form))
    said = question.operators.items()
    if "operators.only" in question.operators:
        raise Misfit("no step can say: only")
    if any(name in _TURNING and any(map(_mended(question), found)) for name, found in said):
        raise Misfit("a word that turns the answer is not written so")
    _negation(parts, question, used, read)
    _superlative(parts, question, used)
    _limits(parts, question, world)
    _years(parts, question)
    listed = {"operators.and", "operators.or"} & question.operators.keys()
    if any(isinstance(p, f.Or) for p in parts) and not listed:
        raise Misfit("the question lists nothing")


_TURNING = frozenset({"operators.not", "superlatives.max", "superlatives.min", *LIMITS})


def _mended(question: Question) -> Callable[[Anchor], bool]:
    """Whether a word was mended into what it is taken for."""

    def mended(anchor: Anchor) -> bool:
        tokens = question.tokens[anchor.start : anchor.end]
        return any(fold(question.text[t.start : t.end]) != t.text for t in tokens)

    return mended


def _negation(
    parts: tuple[f.Form, ...], question: Question, used: set[Anchor], read: frozenset[Anchor]
) -> None:
    said = question.operators.get("operators.not", [])
    taken = [p for p in parts if isinstance(p, f.Minus)]
    if bool(said) != bool(taken):
        raise Misfit("the question takes something away and the form does not, or the reverse")
    first = min((a.start for a in said), default=0)
    for minus in taken:
        away, kept = _targets(minus.right), _targets(minus.left)
        places = [a.start for a in used | read if a.entry.target in away - kept]
        if not places or max(places) < first:
            raise Misfit("the form takes away what the question keeps")
        if any(a.entry.target in kept - away and _behind(a, said) for a in used | read):
            raise Misfit("the form keeps what the question takes away")
    used.update(said)


def _behind(anchor: Anchor, said: list[Anchor]) -> bool:
    """Whether it is the very next thing behind a negation."""
    return any(anchor.start in (a.end, a.end + 1) for a in said)


def _targets(form: f.Form) -> set[str]:
    """What a form names."""
    found: set[str] = set()
    for part in f.parts(form):
        match part:
            case f.Ents(ids):
                found |= set(ids)
            case f.All(label):
                found.add(label)
            case f.Has(_, values):
                found |= set(values)
            case f.Join(relation, standing=standing):
                found |= {relation, *standing}
    return found


def _superlative(parts: tuple[f.Form, ...], question: Question, used: set[Anchor]) -> None:
    said = list(_graded(question))
    ways = {greatest for greatest, _ in said}
    tops = {p.greatest for p in parts if isinstance(p, f.Top | f.Extreme)}
    ranked = question.wants in {Wants.RANK, Wants.COMPARE} and not tops
    if ways != tops and not ranked:
        raise Misfit("the question asks for another extreme than the form, or for none")
    used.update(a for _, a in said)


def _graded(question: Question) -> Iterator[tuple[bool, Anchor]]:
    """The superlatives of a question, true for greatest."""
    for a in question.anchors:
        if a.entry.kind in {"grade", "extreme"} and a.entry.detail in {"max", "min"}:
            if not within_comparison(a, question):
                yield a.entry.detail == "max", a
        elif (
            a.entry.target.startswith("superlatives.")
            and a in question.operators.get(a.entry.target, ())
            and not within_comparison(a, question)
            and not _finer(a, question)
        ):
            yield a.entry.target.endswith("max"), a


def _finer(anchor: Anchor, question: Question) -> bool:
    """Whether an adjective of the ontology grades with the same word, and says more."""
    return any(
        a.entry.kind in {"grade", "extreme"} and a.start <= anchor.start and a.end >= anchor.end
        for a in question.anchors
    )


def _limits(parts: tuple[f.Form, ...], question: Question, world: World) -> None:
    units = world.schema.units
    signs = {LIMITS[name] for name in LIMITS.keys() & question.operators.keys()}
    said = {
        (n.value * units[symbol].factor, units[symbol].dimension)
        for n in amounts(question)
        for symbol in (
            n.unit,
            *(a.entry.target for a in question.anchors if a.start == n.end),
        )
        if symbol in units
    }
    limits = [p for p in parts if isinstance(p, f.Where)]
    for limit in limits:
        unit = units[limit.unit]
        value = limit.value * unit.factor
        same = any(
            dimension == unit.dimension and abs(size - value) <= 1e-9 * abs(size)
            for size, dimension in said
        )
        if not same or limit.comparison not in (signs or {"="}):
            raise Misfit("the question sets another limit, or none")
    if said and signs and not limits:
        raise Misfit("the form leaves out the limit that the question sets")


def _years(parts: tuple[f.Form, ...], question: Question) -> None:
    said = {str(int(n.value)) for n in question.literals if n.unit == "year"}
    spoken = {p.year for p in parts if isinstance(p, f.When)}
    dated = {v[:4] for p in parts if isinstance(p, f.Has) for v in p.values}
    if spoken - said or said - spoken - dated:
        raise Misfit("the years of the form are not those of the question")
