"""What can be said of any ontology: its classes and relations, and queries that fit each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from chipgraph.explore.parts import Block, Entry, Paragraph, Saved, Style, Terms
from chipgraph.ontology.schema import ClassTerm, RelationTerm, Schema

SHOWN = 25  # nodes of a picture that nobody chose
COUNTS = Saved(
    "counts",
    "How many things of each class",
    "A thing counts for its class and for every class above it.",
    "MATCH (n)\nUNWIND labels(n) AS class\nWITH class\nWHERE NOT class STARTS WITH '_'\n"
    "RETURN class, count(*) AS number\nORDER BY number DESC, class",
)


def pages(schema: Schema) -> Iterator[tuple[str, list[Block]]]:
    """Titles and parts of a walk that needs no author."""
    yield "What is in here", [style(schema), how(schema), COUNTS]
    yield "The classes", [classes(schema)]
    for term in schema.main_classes:
        saved = [_things(term), *_joined(schema, term)]
        yield term.plural.capitalize(), [Paragraph(term.definition), *saved]
    yield "The relationships", [relations(schema)]


def classes(schema: Schema) -> Terms:
    """Every class with its colour."""
    return _classes(schema, sorted(schema.classes.values(), key=lambda term: term.name))


def main_classes(schema: Schema) -> Terms:
    """The classes that carry the rest."""
    return _classes(schema, schema.main_classes)


def relations(schema: Schema) -> Terms:
    """Every relationship type with its ends."""
    terms = sorted(schema.relations.values(), key=lambda term: term.name)
    return Terms(tuple(Entry(_drawn(term), term.definition) for term in terms))


def how(schema: Schema) -> Paragraph:
    """How to use the page."""
    return Paragraph("Then click on a query, and on the blue arrow of the editor, which runs it.")


def style(schema: Schema) -> Style:
    """The way to the colours."""
    return Style()


PARTS: dict[str, Callable[[Schema], Block]] = {
    "classes": classes,
    "main classes": main_classes,
    "relations": relations,
    "style": style,
    "how": how,
}


def _classes(schema: Schema, terms: Iterable[ClassTerm]) -> Terms:
    return Terms(
        tuple(Entry(term.name, term.definition, schema.colour(term.name)) for term in terms)
    )


def _drawn(term: RelationTerm) -> str:
    """A relation as Cypher draws it; one between equals has no direction."""
    start, end = (" or ".join(names) or "anything" for names in (term.domain, term.range))
    return f"{start} -[{term.name}]{'-' if term.symmetric else '->'} {end}"


def _things(term: ClassTerm) -> Saved:
    title = f"{SHOWN} {term.plural}, by id"
    cypher = f"MATCH (n:`{term.name}`)\nRETURN n\nORDER BY n.id\nLIMIT {SHOWN}"
    return Saved(f"{term.name}-things", title, "", cypher)


def _joined(schema: Schema, term: ClassTerm) -> Iterator[Saved]:
    for relation in sorted(schema.relations.values(), key=lambda found: found.name):
        if term.name in relation.domain:
            yield Saved(
                f"{term.name}-{relation.name}",
                f"{term.label} {relation.label} …: the first {SHOWN}",
                relation.definition,
                f"MATCH joined = (n:`{term.name}`)-[:`{relation.name}`]->(m)\n"
                f"RETURN joined\nORDER BY n.id, m.id\nLIMIT {SHOWN}",
            )
