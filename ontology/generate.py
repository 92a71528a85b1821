"""Writes what follows from the ontology: constraints and indexes as Cypher, the schema, its words.

python -m chipgraph.ontology.generate            prints what is out of date, exits 1 if anything is
python -m chipgraph.ontology.generate --write    writes it anew
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from chipgraph.ontology.schema import PropertyTerm, RelationTerm, Schema, read_schema

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path("tests", "ontology", "golden")


def artefacts(schema: Schema) -> dict[Path, str]:
    """Each generated file, by its path in the repository, with its text."""
    return {
        GOLDEN / "schema.cypher": cypher(schema),
        GOLDEN / "schema.json": schema.to_json() + "\n",
        Path("docs", "words.md"): words(schema),
    }


def cypher(schema: Schema) -> str:
    """Constraints and indexes of the property graph, as Neo4j 5 spells them."""
    lines = [f"// Ontology {schema.version}: constraints first, then indexes."]
    return "\n".join([*lines, *_constraints(schema), *_indexes(schema)]) + "\n"


def _constraints(schema: Schema) -> Iterator[str]:
    """A unique key for every label: nodes are looked up by any of their labels."""
    unique = [term for term in schema.properties if term.unique]
    pairs = {(label, p.name) for p in unique for label in schema.subclasses(p.owner)}
    for label, key in sorted(pairs):
        yield (
            f"CREATE CONSTRAINT {_index(label, key)} IF NOT EXISTS "
            f"FOR (n:{label}) REQUIRE n.{key} IS UNIQUE;"
        )


def _indexes(schema: Schema) -> Iterator[str]:
    nodes = [term for term in schema.properties if term.owner in schema.classes]
    for term in nodes:
        name, node = _index(term.owner, term.name), f"FOR (n:{term.owner})"
        if term.indexed and not term.unique:
            yield f"CREATE INDEX {name} IF NOT EXISTS {node} ON (n.{term.name});"
        if term.full_text:
            yield f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS {node} ON EACH [n.{term.name}];"
        if term.vector_index:
            yield (
                f"CREATE VECTOR INDEX {name} IF NOT EXISTS {node} ON n.{term.name} "
                f"OPTIONS {{indexConfig: {{`vector.dimensions`: {term.dimensions}, "
                "`vector.similarity_function`: 'cosine'}};"
            )


def _index(label: str, key: str) -> str:
    return f"{label.lower()}_{key}"


def words(schema: Schema) -> str:
    """A page of all the words that a question can use, term by term."""
    return "\n".join(
        [
            "# Words",
            "",
            "Every word that the ontology gives to questions; names of things come from the facts.",
            "To teach a new one, add it to a term in `ontology/*.ttl`: no code changes.",
            "`chipgraph lexicon gaps FILE` finds those that questions lack,",
            "`chipgraph lexicon lint` those that mean two things.",
            "",
            f"Ontology {schema.version}. Written by `python -m chipgraph.ontology.generate`.",
            *_class_words(schema),
            *_relation_words(schema),
            *_concept_words(schema),
            *_measure_words(schema),
            *_unit_words(schema),
            "",
        ]
    )


def _class_words(schema: Schema) -> Iterator[str]:
    yield from ("", "## Classes", "", "| Label | Words | Stored |", "|---|---|---|")
    stored = [p for p in schema.properties if p.owner in schema.classes]
    for term in schema.classes.values():
        own = [_typed(p) for p in stored if p.owner == term.name]
        yield _row(f"`{term.name}`", _join((term.label, term.plural, *term.alt)), _join(own))


def _relation_words(schema: Schema) -> Iterator[str]:
    yield from ("", "## Relations", "", "| Type | Joins | Forth | Back |", "|---|---|---|---|")
    for term in schema.relations.values():
        back = "the same" if term.symmetric else _join((term.inverse_label, *term.inverse_alt))
        yield _row(f"`{term.name}`", _ends(term), _join((term.label, *term.alt)), back)


def _concept_words(schema: Schema) -> Iterator[str]:
    yield from ("", "## Values", "", "| Of | Property | Value | Words |", "|---|---|---|---|")
    ordered = sorted(schema.concepts.values(), key=lambda c: (c.applies_to, c.scheme, c.id))
    for term in ordered:
        other = [word for word in (term.plural, *term.alt) if word != term.label]
        owners = _join(term.applies_to) or "any relation"
        yield _row(owners, f"`{term.property}`", term.label, _join(other))


def _measure_words(schema: Schema) -> Iterator[str]:
    yield from ("", "## Measures", "", "| Measure | Unit | Words | Much | Little |")
    yield "|---|---|---|---|---|"
    for term in schema.measures.values():
        much, little = _join(term.adjectives), _join(term.adjectives_low)
        yield _row(f"`{term.id}`", term.unit, _join((term.label, *term.alt)), much, little)


def _unit_words(schema: Schema) -> Iterator[str]:
    yield from ("", "## Units", "", "| Unit | Dimension | Words |", "|---|---|---|")
    for term in schema.units.values():
        yield _row(f"`{term.symbol}`", term.dimension, _join((term.label, *term.alt)))


def _typed(term: PropertyTerm) -> str:
    return f"`{term.name}` {term.datatype}"


def _ends(term: RelationTerm) -> str:
    return f"{' or '.join(term.domain)} → {' or '.join(term.range)}"


def _join(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def stale(root: Path, schema: Schema) -> list[Path]:
    """The generated files below a root that are missing or out of date."""
    return [
        path
        for path, text in artefacts(schema).items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != text
    ]


def write(root: Path, schema: Schema) -> list[Path]:
    """Bring the generated files below a root up to date; which ones changed."""
    changed = stale(root, schema)
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(artefacts(schema)[path], encoding="utf-8")
    return changed


def main(arguments: list[str]) -> int:
    """Check or write the generated files of this repository."""
    if not (ROOT / "pyproject.toml").exists():
        print(f"{ROOT} is no clone of the repository: run this in one.", file=sys.stderr)
        return 2
    schema = read_schema()
    if "--write" in arguments:
        print("\n".join(f"wrote {path}" for path in write(ROOT, schema)) or "nothing to do")
        return 0
    out_of_date = stale(ROOT, schema)
    print("\n".join(f"out of date: {path}" for path in out_of_date) or "all up to date")
    return int(bool(out_of_date))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
