"""Logical form to one parameterised Cypher query, which also returns the claims behind each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipgraph.qa import form as f
from chipgraph.qa.clauses import ROOT, Branch, Named, Pattern, Root, clauses
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.world import RANK, World

if TYPE_CHECKING:
    from chipgraph.graph.store import Query


@dataclass(slots=True)
class _Writer:
    """Numbers variables and parameters while a form is written down."""

    world: World
    root: Root
    parameters: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    @property
    def branch(self) -> Branch:
        """The branch that is being written."""
        return self.root.branches[-1]

    def variable(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def parameter(self, stem: str, value: Any) -> str:
        for name, known in self.parameters.items():
            if known == value and name.startswith(stem):
                return f"${name}"
        name = f"{stem}{sum(k.startswith(stem) for k in self.parameters) + 1}"
        self.parameters[name] = value
        return f"${name}"


def compile_form(form: f.Form, world: World, label: str, shows: str = "") -> Query:
    """The query whose rows are the nodes of a form: id, name, quantities or steps, and claims.

    `shows` names a property whose value is also returned.
    """
    from chipgraph.graph.store import Query

    writer = _Writer(world, Root(label))
    extreme: list[str] = []
    if isinstance(form, f.Top):
        extreme = _extreme(SIZE, form.greatest)
        form = form.of
    elif isinstance(form, f.Extreme):
        extreme = _extreme(f"x.{form.property}", form.greatest)
        form = form.of
    writer.root.conditions = _conditions(form, ROOT, writer, positive=True)
    quantities = label == OBSERVATION
    lines, gathered = clauses(writer.root, gather=not (quantities or extreme))
    lines += extreme
    if quantities:
        lines += [f"MATCH (x)-[:{SUBJECT}]->(s)", "OPTIONAL MATCH (x)-[:EVIDENCED_BY]->(c:Claim)"]
    columns = _QUANTITIES if quantities else {"id": "x.id", "name": "x.name", **gathered}
    if shows:
        columns["value"] = f"x.{shows}"
    returned = _listed([f"{said} AS {name}" for name, said in columns.items()])
    order = "name, measure, period, id" if quantities else "name, id"
    order = f"place, {order}" if "place" in columns else order
    lines += [f"RETURN {returned}", f"ORDER BY {order}"]
    return Query("\n".join(lines), writer.parameters, tuple(columns))


def _listed(columns: list[str]) -> str:
    """What a query returns, with as many columns a line as are read at a glance."""
    lines: list[str] = []
    for column in columns:
        if lines and len(lines[-1]) + len(column) < _LINE:
            lines[-1] += f", {column}"
        else:
            lines.append(column)
    return ",\n       ".join(lines)


_LINE = 80
SIZE = "coalesce(x.normalisedValue, x.normalisedHigh, x.normalisedLow)"


def _extreme(size: str, greatest: bool) -> list[str]:
    """Only the rows with the greatest (or least) value; ties stay."""
    best = "max" if greatest else "min"
    return [
        f"WITH collect(DISTINCT x) AS xs, {best}({size}) AS extreme",
        "UNWIND xs AS x",
        "WITH x, extreme",
        f"WHERE {size} = extreme",
    ]


_OWN = (
    "value", "low", "high", "unit", "period", "status", "bound", "denominator",
    "normalisedValue", "normalisedLow", "normalisedHigh", "scope",
)  # fmt: skip
_QUANTITIES = {
    "id": "x.id",
    "subject": "s.id",
    "name": "s.name",
    "measure": "x.measureLabel",
    **{name: f"x.{name}" for name in _OWN},
    "claims": "collect(DISTINCT c.id)",
}


def _conditions(form: f.Form, x: str, writer: _Writer, *, positive: bool) -> list[str]:
    """The conditions on variable `x`; a positive join also becomes a pattern of the MATCH."""
    match form:
        case f.And(left, right):
            return [
                *_conditions(left, x, writer, positive=positive),
                *_conditions(right, x, writer, positive=positive),
            ]
        case f.All(label):
            return [*([] if x == ROOT else [f"{x}:{label}"]), *_specific(label, x, writer)]
        case f.Or(left, right):
            return [f"({_one(left, x, writer)} OR {_one(right, x, writer)})"]
        case f.Minus(left, right):
            kept = _conditions(left, x, writer, positive=positive)
            return [*kept, f"NOT ({_one(right, x, writer)})"]
        case f.Join():
            return _join(form, x, writer, positive=positive)
        case f.Kin():
            return _kin(form, x, writer, positive=positive)
        case f.Narrower(f.All(label)):
            return [f"{x}:{label}"]
        case _:
            condition = _leaf(form, x, writer)
            if positive and (_spoken(form, writer.world) or not isinstance(form, _BY_VALUE)):
                _name(form, x, condition, writer)
            return [condition]


_BY_VALUE = (f.Has, f.Obs, f.When, f.Where, f.Within)


def _spoken(form: f.Form, world: World) -> bool:
    """Whether it is a value that the question quotes, which few things have."""
    return isinstance(form, f.Has) and form.property in world.schema.attributes


def _name(form: f.Form, x: str, condition: str, writer: _Writer) -> None:
    world = writer.world
    bits = world.denote(form)
    labels = world.labels_of(bits)
    if labels:
        label = min(labels, key=lambda k: (world.labelled(k).bit_count(), k))
        into = writer.root.named if x == ROOT else writer.branch.named
        into.append(Named(x, label, bits.bit_count(), condition))


def _specific(label: str, x: str, writer: _Writer) -> list[str]:
    """Categories are no members of their class: a list of it wants products, not kinds."""
    world = writer.world
    if not world.labelled(label) & world.general():
        return []
    apart = writer.parameter("apart", sorted(world.apart))
    return [f"NOT coalesce({x}.level, '') IN {apart}"]


def _one(form: f.Form, x: str, writer: _Writer) -> str:
    return " AND ".join(_conditions(form, x, writer, positive=False)) or "true"


def _leaf(form: f.Form, x: str, writer: _Writer) -> str:
    world = writer.world
    match form:
        case f.Has(name, values):
            given = writer.parameter(name, _typed(name, values, world))
            listed = name in world.schema.lists
            return (
                f"any(v IN {x}.{name} WHERE v IN {given})" if listed else f"{x}.{name} IN {given}"
            )
        case f.Obs(measures):
            return f"{x}.measure IN {writer.parameter('measures', list(measures))}"
        case f.When(year):
            return f"{x}.period CONTAINS {writer.parameter('year', year)}"
        case f.Where(comparison, value, unit):
            known = world.schema.units[unit]
            units = sorted(
                u.symbol for u in world.schema.units.values() if u.dimension == known.dimension
            )
            test = _compared(x, comparison, value * known.factor, writer)
            return f"({test} AND {x}.unit IN {writer.parameter('units', units)})"
        case f.Within(of):
            ids = sorted(world.members(world.denote(of)))
            frame = writer.parameter("frame", ids)
            return f"({x}.scope IN {frame} OR {x}.region IN {frame} OR {x}.statedBy IN {frame})"
        case f.Ents(ids) if len(ids) == 1:
            return f"{x}.id = {writer.parameter('id', ids[0])}"
        case _:
            ids = sorted(world.members(world.denote(form)))
            return f"{x}.id IN {writer.parameter(_stem(form), ids)}"


def _typed(name: str, values: tuple[str, ...], world: World) -> list[Any]:
    """Values of a property as the store holds them."""
    kinds = {term.datatype for term in world.schema.attributes.get(name, ())}
    if "integer" in kinds:
        return [int(value) for value in values]
    return [float(value) for value in values] if "float" in kinds else list(values)


def _compared(x: str, comparison: str, value: float, writer: _Writer) -> str:
    """A normalised value, or the end of its range that decides, against a number."""
    low, high = (
        f"coalesce({x}.{end}, {x}.normalisedValue)" for end in ("normalisedLow", "normalisedHigh")
    )
    if comparison != "=":
        limit = writer.parameter("limit", value)
        return f"{low if '>' in comparison else high} {comparison} {limit}"
    number = writer.parameter("number", value)
    slack = writer.parameter("slack", f.ROUNDING * abs(value))
    return f"(abs({low} - {number}) <= {slack} OR abs({high} - {number}) <= {slack})"


def _stem(form: f.Form) -> str:
    match form:
        case f.Top():
            return "top"
        case f.Narrower(f.Ents(ids)) if len(ids) == 1:
            return "at_or_below_" + "".join(c if c.isalnum() else "_" for c in ids[0]) + "_"
    return "ids"


def _kin(form: f.Kin, x: str, writer: _Writer, *, positive: bool) -> list[str]:
    """The thing itself, a part of it, or what it is a part of."""
    inner = writer.variable("k")
    step = Pattern(x, f"-[:{'|'.join(form.along)}*0..1]-", inner)
    if not positive or x != ROOT:
        conditions = _conditions(form.of, inner, writer, positive=False)
        return [f"EXISTS {{ MATCH ({x}){step.edge}({inner}) WHERE {' AND '.join(conditions)} }}"]
    branch = Branch(patterns=[step], steps=[inner])
    writer.root.branches.append(branch)
    branch.conditions = _conditions(form.of, inner, writer, positive=True)
    return []


def _join(form: f.Join, x: str, writer: _Writer, *, positive: bool) -> list[str]:
    term = writer.world.schema.relations[form.relation]
    inner = writer.variable("y")
    edge = writer.variable("r")
    left, right = ("-", "->") if form.forward else ("<-", "-")
    if term.symmetric:
        left, right = "-", "-"
    step = Pattern(x, f"{left}[{edge}:{form.relation}]{right}", inner)
    tests = _qualifiers(form, edge, writer)
    if not positive:
        conditions = [*tests, *_conditions(form.of, inner, writer, positive=False)]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return [f"EXISTS {{ MATCH ({x}){step.edge}({inner}){where} }}"]
    if x == ROOT:
        writer.root.branches.append(Branch())
    branch = writer.branch
    branch.patterns.append(step)
    if form.relation != SUBJECT:
        branch.edges.append(edge)
        if "standing" in term.qualifiers and not term.derived:
            branch.standing = branch.standing or edge
        if RANK in term.qualifiers and form.told and form.standing:
            branch.rank = branch.rank or f"{edge}.{RANK}"
    if not isinstance(form.of, f.Ents) and form.relation != SUBJECT:
        branch.steps.append(inner)
    conditions = [*tests, *_conditions(form.of, inner, writer, positive=True)]
    if x != ROOT:
        return conditions
    branch.conditions = conditions
    return []


def _qualifiers(form: f.Join, edge: str, writer: _Writer) -> list[str]:
    tests = []
    world = writer.world
    term = world.schema.relations[form.relation]
    if form.told:
        edges = world.snapshot.edges.get(term.name, ())
        listed = {claim for _, _, said in edges for claim in said.get("claims") or ()}
        told = writer.parameter("told", sorted(listed & world.sources.claims(form.told)))
        tests.append(f"any(c IN {edge}.claims WHERE c IN {told})")
    if form.ranks:
        tests.append(f"{edge}.{RANK} IN {writer.parameter('ranks', list(form.ranks))}")
    if form.within is not None:
        places = sorted(world.members(world.denote(form.within)))
        tests.append(f"{edge}.segment IN {writer.parameter('segments', places)}")
    if form.standing:
        tests.append(f"{edge}.standing IN {writer.parameter('standing', list(form.standing))}")
    elif "standing" in term.qualifiers and world.apart:
        apart = writer.parameter("apart", sorted(world.apart))
        tests.append(f"NOT coalesce({edge}.standing, '') IN {apart}")
    return tests
