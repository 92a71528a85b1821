"""Forms that a parser could build, at random, and what they mean on the snapshot and in a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from chipgraph.qa import form as f
from chipgraph.qa.compile import compile_form
from chipgraph.qa.form import OBSERVATION, SUBJECT

if TYPE_CHECKING:
    from chipgraph.graph.store import Store
    from chipgraph.ontology.schema import RelationTerm
    from chipgraph.qa.world import World

EVIDENCE = {"Claim", "Phrasing", "Passage", "Document", OBSERVATION}


class Forms:
    """Strategies for forms that a parser could build over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = world.schema
        self.relations = [
            r
            for r in world.schema.relations.values()
            if not EVIDENCE & {*r.domain, *r.range} and world.snapshot.edges.get(r.name)
        ]
        self.standings = sorted(
            c.label for c in world.schema.concepts.values() if c.property == "standing"
        )
        self._made: dict[tuple[str, int], SearchStrategy[f.Form]] = {}

    def ids(self, label: str) -> list[str]:
        return list(self.world.members(self.world.labelled(label)))

    def labelled(self, depth: int = 2) -> SearchStrategy[tuple[str, f.Form]]:
        """A label with a form of things that carry it."""
        return st.sampled_from(self.relations).flatmap(lambda r: self._ends(r, depth))

    def _ends(self, relation: RelationTerm, depth: int) -> SearchStrategy[tuple[str, f.Form]]:
        return st.sampled_from(relation.domain).flatmap(
            lambda label: self.things(label, depth).map(lambda form: (label, form))
        )

    def things(self, label: str, depth: int) -> SearchStrategy[f.Form]:
        """Forms whose members may carry a label."""
        if (label, depth) not in self._made:
            self._made[label, depth] = self._things(label, depth)
        return self._made[label, depth]

    def _things(self, label: str, depth: int) -> SearchStrategy[f.Form]:
        names = st.lists(st.sampled_from(self.ids(label)), min_size=1, max_size=3, unique=True)
        ents = names.map(lambda ids: f.Ents(tuple(ids)))
        leaves: list[SearchStrategy[f.Form]] = [st.just(f.All(label)), ents, ents.map(f.Narrower)]
        leaves += [st.just(form) for form in self._concepts(label)]
        if depth == 0:
            return st.one_of(leaves)
        inner = self.things(label, depth - 1)
        joins = [self._join(r, forward, depth) for r, forward in self._leading_to(label)]
        pairs: list[SearchStrategy[f.Form]] = [
            st.builds(f.And, inner, inner),
            st.builds(f.Or, inner, inner),
            st.builds(f.Minus, inner, inner),
        ]
        options: list[SearchStrategy[f.Form]] = [*leaves, *joins, *joins, *pairs]
        return st.one_of(options)

    def _leading_to(self, label: str) -> list[tuple[RelationTerm, bool]]:
        family = self.schema.subclasses(label)
        found = [(r, True) for r in self.relations if family & set(r.domain)]
        return found + [(r, False) for r in self.relations if family & set(r.range)]

    def _join(self, relation: RelationTerm, forward: bool, depth: int) -> SearchStrategy[f.Form]:
        ends = relation.range if forward else relation.domain
        of = st.sampled_from(ends).flatmap(lambda label: self.things(label, depth - 1))
        none = st.none()
        within: SearchStrategy[f.Form | None] = none
        if "segment" in relation.qualifiers:
            segments = st.sampled_from(self.ids("Segment"))
            within = st.one_of(none, segments.map(lambda i: f.Narrower(f.Ents((i,)))))
        standing: SearchStrategy[tuple[str, ...]] = st.just(())
        if "standing" in relation.qualifiers:
            standing = st.one_of(
                standing, st.sampled_from(self.standings).map(lambda value: (value,))
            )
        return st.builds(f.Join, st.just(relation.name), st.just(forward), of, within, standing)

    def _concepts(self, label: str) -> list[f.Form]:
        return [
            f.Has(c.property, (c.label,))
            for c in self.schema.concepts.values()
            if label in c.applies_to and c.property in {"roles", "kind", "level"}
        ]

    def observations(self) -> SearchStrategy[f.Form]:
        """Forms of quantities, some of them the greatest of a set."""
        measures = st.sampled_from(sorted({m for _, m in self.world._values if _ == "measure"}))
        obs = measures.map(lambda m: f.Obs((m,)))
        years = st.sampled_from(["2024", "2025", "2026", "2030", "2034"]).map(f.When)
        limits = st.builds(
            f.Where,
            st.sampled_from([">", "<", ">=", "<="]),
            st.sampled_from([0.5, 20.0, 95.0, 100.0, 141.0]),
            st.sampled_from(["GB", "GiB", "%", "USD/hour", "USD billion"]),
        )
        of = self.labelled(1).map(lambda pair: f.Join(SUBJECT, True, pair[1]))
        part = st.one_of(obs, obs, years, limits, of)
        both = st.builds(f.And, obs, part)
        return st.one_of(part, both, st.builds(f.Top, st.one_of(obs, both), st.booleans()))


def rows_of(form: f.Form, label: str, world: World, store: Store) -> list[dict[str, Any]]:
    """The rows of the compiled query; what is collected comes in no promised order."""
    rows = store.read(compile_form(form, world, label)).records()
    return [{key: _settled(value) for key, value in row.items()} for row in rows]


def stored(form: f.Form, label: str, world: World, store: Store) -> set[str]:
    """The ids that the compiled query returns."""
    return {str(row["id"]) for row in rows_of(form, label, world, store)}


def denoted(form: f.Form, label: str, world: World) -> set[str]:
    """The ids that the snapshot gives."""
    return set(world.members(world.denote(form) & world.labelled(label)))


def _settled(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, list) else value
