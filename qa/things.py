"""Route A, sets of things: run the query, name what came back, keep plans and prospects apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.ambiguity import note_of, said_for_each
from chipgraph.qa.answer import Value
from chipgraph.qa.compile import compile_form
from chipgraph.qa.draft import Draft, Line, Memory
from chipgraph.qa.gloss import gloss, statement
from chipgraph.qa.notes import left_out
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.shown import with_values
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.store import Store

MAX_CLAIMS_PER_ROW = 3
MAX_GLOSS = 90
NARROW = 5  # a claim about more things than this is a list


def answer_things(
    reading: Reading, question: Question, world: World, store: Store, quality: float
) -> Draft:
    """The members of a set, or their number, or whether there are any."""
    query = compile_form(reading.form, world, reading.label, reading.shows)
    rows = store.read(query).records()
    missing = [str(row["id"]) for row in rows if not any(_flat(row.get("claims")))]
    more = world.evidence.behind(missing, reading.form)
    told = tuple(dict.fromkeys(_told(reading.form)))
    lines = tuple(_line(row, world, more.get(str(row["id"]), []), told) for row in rows)
    names = tuple(str(row["name"]) for row in rows)
    ids = tuple(str(row["id"]) for row in rows)
    claims = tuple(dict.fromkeys(c for line in lines for c in line.claims))
    draft = Draft(
        route="graph",
        text=_text(tuple(zip(ids, names, strict=True)), reading, world),
        quality=quality,
        query=query,
        entities=tuple(dict.fromkeys((*reading.namesakes, *ids))),
        names=tuple(dict.fromkeys((*map(world.name, reading.namesakes), *names))),
        columns=_columns(rows, reading, world),
        lines=lines,
        claims=claims,
        interpretation=gloss(reading.form, world),
        notes=(
            *note_of(reading, world),
            *_apart(reading, world),
            *left_out(reading.form, world),
        ),
        memory=Memory(
            question.text, reading.form, reading.label, question.wants, ids,
            tuple(sorted(f.mentions(reading.form))), reading.measures, reading.shows,
        ),
    )  # fmt: skip
    if reading.shows:
        return with_values(draft, rows, reading, world)
    if question.wants is Wants.COUNT and not ids:
        return replace(draft, text="")
    if question.wants is Wants.COUNT:
        noun = _noun(reading.label, len(ids), world)
        listed = f": {listing(names)}" if names else ""
        return replace(
            draft,
            text=f"{len(ids)} {noun}{listed}.",
            values=(Value(float(len(ids)), "count"),),
        )
    if question.wants is Wants.BOOLEAN:
        return _verdict(draft, reading, question, world)
    return draft


def listing(names: tuple[str, ...]) -> str:
    """Names in a sentence; none is left out."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _text(found: tuple[tuple[str, str], ...], reading: Reading, world: World) -> str:
    names = tuple(name for _, name in found)
    if not names:
        return ""
    if reading.namesakes:
        return said_for_each(reading, found, world)
    if len(names) == 1:
        return f"{names[0]} ({_noun(reading.label, 1, world)})."
    said = gloss(reading.form, world)
    plain = said.startswith(_noun(reading.label, 2, world)) and len(said) <= MAX_GLOSS
    return f"{len(names)} {said if plain else _noun(reading.label, 2, world)}: {listing(names)}."


def _noun(label: str, count: int, world: World) -> str:
    term = world.schema.classes.get(label)
    if term is None:
        return label
    return term.label if count == 1 else term.plural


def _told(form: f.Form) -> Iterator[tuple[str, ...]]:
    """The sources whose word a form takes for something."""
    yield from (p.told for p in f.parts(form) if isinstance(p, f.Join) and p.told)


def _line(
    row: dict[str, object], world: World, more: list[str], told: tuple[tuple[str, ...], ...]
) -> Line:
    claims = _direct(str(row["id"]), [*_flat(row.get("claims")), *more], world, told)
    cells: list[object] = [row["name"]]
    if "through" in row:
        through = row["through"]
        cells.append(_listed(through))
    if "standing" in row:
        standing = row["standing"]
        cells.append(_listed(standing))
    return Line(tuple(cells), claims)


def _listed(found: object) -> str:
    """What a query collected, in an order that no store decides."""
    return ", ".join(sorted(str(t) for t in found if t)) if isinstance(found, list) else ""


def _flat(listed: object) -> list[str]:
    flat: list[str] = []
    for item in sorted(listed) if isinstance(listed, list) else ():
        flat.extend(item if isinstance(item, list) else [item])
    return flat


def _direct(
    node: str, listed: list[str], world: World, told: tuple[tuple[str, ...], ...] = ()
) -> tuple[str, ...]:
    """Of the claims on the edges walked, those about this row first; a few are enough.

    One of each source whose word is taken comes before all.
    """
    unique = [c for c in dict.fromkeys(listed) if c]
    about = world.evidence.about(node)
    # What is said of this row alone tells more than a list that it stands in.
    unique.sort(key=lambda c: (c not in about, world.evidence.breadth(c) > NARROW))
    own = (next((c for c in unique if c in world.sources.claims(t)), "") for t in told)
    return tuple(dict.fromkeys(c for c in (*own, *unique) if c))[:MAX_CLAIMS_PER_ROW]


def _columns(
    rows: list[dict[str, object]], reading: Reading, world: World
) -> tuple[tuple[str, str, str], ...]:
    columns = [(_noun(reading.label, 1, world).capitalize(), "text", "")]
    if rows and "through" in rows[0]:
        columns.append(("Through", "text", ""))
    if rows and "standing" in rows[0]:
        columns.append(("Standing", "text", ""))
    return tuple(columns)


def _apart(reading: Reading, world: World) -> tuple[str, ...]:
    """What the same question finds among values told apart: planned, potential, customers."""
    notes = []
    more = world.labelled(reading.label) & ~reading.denotation
    for value in sorted(world.apart):
        other = _with_standing(reading.form, value, world)
        bits = 0 if other is None else world.denote(other) & more
        if bits:
            names = tuple(sorted(map(world.name, world.members(bits))))
            notes.append(f"{value.capitalize()}, not counted: {listing(names)}.")
    return tuple(notes)


def _with_standing(form: f.Form, value: str, world: World) -> f.Form | None:
    """The form with its first relation that knows standings asked for another standing."""
    match form:
        case f.Join(relation, standing=()) if (
            "standing" in world.schema.relations[relation].qualifiers
        ):
            return replace(form, standing=(value,))
        case f.And(left, right):
            changed = _with_standing(right, value, world)
            if changed is not None:
                return f.And(left, changed)
            changed = _with_standing(left, value, world)
            return None if changed is None else f.And(changed, right)
        case f.Minus(left, right):
            changed = _with_standing(left, value, world)
            return None if changed is None else f.Minus(changed, right)
    return None


def _verdict(draft: Draft, reading: Reading, question: Question, world: World) -> Draft:
    """Yes when the set that the question describes has members; no is only `none recorded`."""
    settled = {"settled": float(_settled(reading, question, yes=bool(draft.names)))}
    said = statement(reading.form, world)
    whether = f"whether {said}" if said else draft.interpretation
    draft = replace(draft, features=settled, interpretation=whether)
    if draft.names:
        return replace(draft, boolean=True, text=f"Yes: {said or listing(draft.names)}.")
    none = f"that {said}" if said else draft.interpretation
    return replace(draft, boolean=False, text=f"No: no source here records {none}.")


def _settled(reading: Reading, question: Question, *, yes: bool) -> bool:
    """Whether a relation is named with both its ends; a no counts only where nothing narrows it."""
    kinds = [a.entry.kind for a in reading.used]
    narrowed = any(isinstance(p, f.Join) and p.within is not None for p in f.parts(reading.form))
    whole = "relation" in kinds and kinds.count("entity") >= 2 and not question.unknown
    return whole and not reading.parts and (yes or not narrowed)
