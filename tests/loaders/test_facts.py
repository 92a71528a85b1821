"""The shipped facts: complete, consistent, in own words, and true to the spans that they cite."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from chipgraph.loaders.verify import verify
from chipgraph.ontology.vocabulary import CG, CGS, local_name

HOME = Path(__file__).resolve().parents[2]
ONTOLOGY = HOME / "ontology"
FACTS = HOME / "loaders" / "facts"
CORPUS = HOME.parent / "shared" / "corpus"

NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, CG.weakLabel, CG.ambiguousLabel)
# What a source says word for word: addresses, and titles as bibliographies give them.
QUOTABLE = {"url", "title", "subtitle"}
COPIED_WORDS = 9
MOST_WORDS_OF_A_NAME = 10

needs_documents = pytest.mark.skipif(not CORPUS.is_dir(), reason="the documents are not here")


@pytest.fixture(scope="module")
def facts() -> Graph:
    """All shipped facts."""
    graph = Graph()
    for path in sorted(FACTS.glob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def concepts() -> set[Node]:
    """The values that things can take."""
    graph = Graph().parse(ONTOLOGY / "schemes.ttl")
    return set(graph.subjects(RDF.type, SKOS.Concept))


@pytest.fixture(scope="module")
def entities(facts: Graph) -> set[Node]:
    """Every thing with a name."""
    return set(facts.subjects(SKOS.prefLabel, None))


def one(graph: Graph, subject: Node, path: URIRef) -> Node:
    """The only value of a property."""
    (value,) = graph.objects(subject, path)
    return value


def key(name: Node | str) -> str:
    """A name without case, hyphens and spaces."""
    return re.sub(r"[\s\-]", "", str(name).casefold())


def words(text: Node | str) -> list[str]:
    """The words of a text, in small letters."""
    return re.findall(r"[a-z0-9]+", str(text).casefold())


def runs(text: Node | str) -> Iterator[tuple[str, ...]]:
    """All stretches of so many words that they would be a copy."""
    found = words(text)
    for start in range(len(found) - COPIED_WORDS + 1):
        yield tuple(found[start : start + COPIED_WORDS])


# ---------------------------------------------------------------- things


def test_an_entity_has_one_class_and_one_preferred_name(facts: Graph, entities: set[Node]) -> None:
    for entity in entities:
        one(facts, entity, RDF.type)
        one(facts, entity, SKOS.prefLabel)


def test_ids_are_unique_over_entities_and_documents(facts: Graph, entities: set[Node]) -> None:
    ids = Counter(local_name(entity) for entity in entities)
    ids.update(str(slug) for slug in facts.objects(None, CG.slug))
    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_a_name_belongs_to_one_thing(facts: Graph, entities: set[Node]) -> None:
    owners = defaultdict(set)
    for path in (SKOS.prefLabel, SKOS.altLabel):
        for entity, name in facts.subject_objects(path):
            owners[key(name)].add(entity)
    for path in (CG.alias, DCTERMS.title):
        for document, name in facts.subject_objects(path):
            owners[key(name)].add(document)
    assert {name for name, things in owners.items() if len(things) > 1} == set()


def test_an_ambiguous_name_is_shared_and_stands_on_all_that_share_it(facts: Graph) -> None:
    shared = defaultdict(set)
    for entity, name in facts.subject_objects(CG.ambiguousLabel):
        shared[key(name)].add(entity)
    assert {name for name, things in shared.items() if len(things) < 2} == set()
    for path in (SKOS.prefLabel, SKOS.altLabel):
        assert {str(name) for name in facts.objects(None, path) if key(name) in shared} == set()


def test_every_concept_is_declared(facts: Graph, concepts: set[Node]) -> None:
    used = {
        value
        for subject, value in facts.subject_objects()
        if str(value).startswith(str(CGS)) and (subject, CG.measure, None) not in facts
    }
    assert used - concepts == set()


# ---------------------------------------------------------------- claims


def test_a_claim_is_complete(facts: Graph, concepts: set[Node]) -> None:
    claims = set(facts.subjects(RDF.type, CG.Claim))
    passages = set(facts.subjects(RDF.type, CG.Passage))
    assert len(claims) > 1000
    for claim in claims:
        for path in (CG.statement, CG.predicate, CG.polarity):
            assert isinstance(one(facts, claim, path), Literal)
        for path in (CG.claimKind, CG.modality):
            assert one(facts, claim, path) in concepts
        assert one(facts, claim, CG.statedIn) in passages
        assert facts.value(claim, CG.about) is not None
        assert len(set(facts.objects(claim, CG.asks))) >= 3


def test_an_id_names_the_document_of_the_claim(facts: Graph) -> None:
    prefixes = {document: str(facts.value(document, CG.prefix)) for document in documents(facts)}
    for claim, passage in facts.subject_objects(CG.statedIn):
        prefix = prefixes[one(facts, passage, CG.inDocument)]
        assert local_name(claim).startswith(f"{prefix}-")
        assert local_name(passage).startswith(f"{prefix}-")


def test_what_a_claim_is_about_is_a_thing_or_a_document(facts: Graph, entities: set[Node]) -> None:
    known = entities | documents(facts)
    for path in (CG.about, CG.attributedTo):
        for claim, part in facts.subject_objects(path):
            assert one(facts, part, CG.node) in known, local_name(claim)
            one(facts, part, CG.order)


def test_arguments_are_numbers_ranges_or_texts(facts: Graph) -> None:
    for argument in facts.objects(None, CG.argument):
        given = {
            path for path in (CG.value, CG.low, CG.high, CG.text) if (argument, path, None) in facts
        }
        assert given in ({CG.value}, {CG.low, CG.high}, {CG.low}, {CG.high}, {CG.text})
        low, high = facts.value(argument, CG.low), facts.value(argument, CG.high)
        if isinstance(low, Literal) and isinstance(high, Literal):
            assert float(low) < float(high)


def test_only_claims_are_asked_for(facts: Graph) -> None:
    assert set(facts.subjects(CG.asks)) == set(facts.subjects(RDF.type, CG.Claim))


def test_nothing_is_named_that_no_claim_or_relation_speaks_of(
    facts: Graph, entities: set[Node]
) -> None:
    paths = (CG.node, RDF.subject, RDF.object, DCTERMS.publisher)
    spoken_of = {node for path in paths for node in facts.objects(None, path)}
    assert {local_name(entity) for entity in entities - spoken_of} == set()


def documents(facts: Graph) -> set[Node]:
    """The documents."""
    return set(facts.subjects(RDF.type, CG.Document))


# ---------------------------------------------------------------- relations


def test_a_relation_joins_known_things(
    facts: Graph, entities: set[Node], concepts: set[Node]
) -> None:
    seen = set()
    for relation in facts.subjects(RDF.type, RDF.Statement):
        subject, path, target = (
            one(facts, relation, term) for term in (RDF.subject, RDF.predicate, RDF.object)
        )
        assert subject in entities
        assert target in (concepts if path == CG.role else entities)
        assert subject != target
        triple = (subject, path, target, facts.value(relation, CG.standing))
        assert triple not in seen, local_name(relation)
        seen.add(triple)
    assert len(seen) > 700


def test_a_stated_relation_has_evidence_and_all_evidence_exists(facts: Graph) -> None:
    claims = set(facts.subjects(RDF.type, CG.Claim))
    for relation in facts.subjects(RDF.type, RDF.Statement):
        evidence = set(facts.objects(relation, CG.evidence))
        assert evidence <= claims
        basis = one(facts, relation, CG.basis)
        assert basis in {CGS.stated, CGS.background}
        assert evidence or basis == CGS.background, local_name(relation)


def test_a_presence_in_a_market_has_a_standing(facts: Graph) -> None:
    for relation in facts.subjects(RDF.predicate, CG.activeIn):
        one(facts, relation, CG.standing)


def test_competition_is_derived_and_never_stated(facts: Graph) -> None:
    assert (None, RDF.predicate, CG.competesWith) not in facts
    assert (None, CG.competesWith, None) not in facts


# ---------------------------------------------------------------- against the documents


@needs_documents
def test_every_span_is_the_cited_one_and_every_content_paragraph_is_covered() -> None:
    report = verify(CORPUS)
    assert report.problems() == []
    assert [check.coverage for check in report.documents] == [1.0] * 5


@needs_documents
def test_nothing_is_copied(facts: Graph) -> None:
    copied = {
        run for path in CORPUS.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))
    }
    found = [text for text in own_texts(facts) if any(run in copied for run in runs(text))]
    assert found == []


def own_texts(facts: Graph) -> Iterator[Node]:
    """All that the curators wrote: statements, questions, notes, definitions, names, arguments."""
    for path in (CG.statement, CG.asks, CG.note, CG.reason, SKOS.note, SKOS.definition, *NAMES):
        yield from facts.objects(None, path)
    for argument in facts.objects(None, CG.argument):
        if (
            isinstance(argument, BNode)
            and str(one(facts, argument, CG.argumentRole)) not in QUOTABLE
        ):
            for path in (CG.text, CG.qualifier):
                yield from facts.objects(argument, path)


def test_names_are_names_and_not_sentences(facts: Graph) -> None:
    for path in NAMES:
        for name in facts.objects(None, path):
            assert len(words(name)) <= MOST_WORDS_OF_A_NAME, name
