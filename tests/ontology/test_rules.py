"""Competition follows from presence: who is a rival of whom, where, how firmly and why."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from chipgraph.errors import ChipgraphError
from chipgraph.ontology.closure import close
from chipgraph.ontology.rules import derive, rules
from chipgraph.ontology.vocabulary import CG, CGS, REL, E, local_name


def presences(facts: Graph) -> Iterator[tuple[Node, Node, Node, Node]]:
    """(arena, vendor, standing, statement) of every presence but a customer's."""
    arenas = set(facts.subjects(CG.arena, Literal(True)))
    for statement in facts.subjects(RDF.predicate, CG.activeIn):
        arena, vendor = facts.value(statement, RDF.object), facts.value(statement, RDF.subject)
        standing = facts.value(statement, CG.standing)
        if arena is None or vendor is None or standing is None:
            pytest.fail(f"{statement} is incomplete")
        if arena in arenas and standing != CGS.customer:
            yield arena, vendor, standing, statement


def one_side(facts: Graph, vendor: Node, other: Node) -> bool:
    """Whether one vendor is a part of the other."""
    direct = {
        (facts.value(s, RDF.subject), facts.value(s, RDF.object))
        for s in facts.subjects(RDF.predicate, CG.partOf)
    }
    return (vendor, other) in direct or (other, vendor) in direct


def expected(facts: Graph) -> dict[URIRef, tuple[Node, frozenset[Node]]]:
    """By plain Python: per rivalry its standing and the claims behind both presences."""
    found: dict[URIRef, tuple[Node, frozenset[Node]]] = {}
    by_arena: dict[Node, list[tuple[Node, Node, Node]]] = defaultdict(list)
    for arena, *presence in presences(facts):
        by_arena[arena].append(tuple(presence))  # type: ignore[arg-type]
    for arena, active in by_arena.items():
        for one, other in combinations(sorted(active), 2):
            if one[0] == other[0] or one_side(facts, one[0], other[0]):
                continue
            standings = {one[1], other[1]}
            standing = (
                CGS.potential
                if CGS.potential in standings
                else CGS.planned
                if CGS.planned in standings
                else CGS.actual
            )
            first, second = sorted((one[0], other[0]), key=str)
            ends = local_name(first), local_name(second)
            name = f"{ends[0]}.competes-with.{ends[1]}.{local_name(arena)}"
            claims = {*facts.objects(one[2], CG.evidence), *facts.objects(other[2], CG.evidence)}
            found[REL[name]] = (standing, frozenset(claims))
    return found


def test_the_rule_finds_what_counting_by_hand_finds(facts: Graph, derived: Graph) -> None:
    found = {
        rivalry: (
            derived.value(rivalry, CG.standing),
            frozenset(derived.objects(rivalry, CG.evidence)),
        )
        for rivalry in derived.subjects(RDF.predicate, CG.competesWith)
    }
    assert found == expected(facts)
    assert len(found) > 300


def test_each_rivalry_says_where_how_and_why_once(derived: Graph) -> None:
    for rivalry in derived.subjects(RDF.type, RDF.Statement):
        for path in (RDF.subject, RDF.object, CG.inSegment, CG.standing, CG.basis, CG.strength):
            assert len(list(derived.objects(rivalry, path))) == 1
        assert (rivalry, CG.evidence, None) in derived


@pytest.mark.parametrize(
    ("arena", "actual", "planned", "potential"),
    [
        ("cloud-training", 10, 5, 6),
        ("cloud-inference", 45, 21, 12),
        ("edge-training", 0, 0, 0),
        ("personal-device-inference", 10, 0, 0),
        ("camera-industrial-inference", 6, 0, 0),
        ("cars", 6, 0, 0),
        ("consumer-gpus", 0, 0, 0),
    ],
)
def test_the_arenas_hold_the_rivalries_that_were_counted(
    derived: Graph, arena: str, actual: int, planned: int, potential: int
) -> None:
    standings = [
        derived.value(rivalry, CG.standing) for rivalry in derived.subjects(CG.inSegment, E[arena])
    ]
    counted = [standings.count(CGS[name]) for name in ("actual", "planned", "potential")]
    assert counted == [actual, planned, potential]


def test_strength_says_whether_both_have_a_product(facts: Graph, derived: Graph) -> None:
    strengths = {str(value) for value in derived.objects(None, CG.strength)}
    assert strengths == {"offering and statement", "offering", "statement"}
    for rivalry in derived.subjects(CG.strength, Literal("offering")):
        assert derived.value(rivalry, CG.basis) == CGS.background


def test_a_cloud_does_not_compete_with_its_owner(derived: Graph) -> None:
    pairs = {
        frozenset((derived.value(r, RDF.subject), derived.value(r, RDF.object)))
        for r in derived.subjects(RDF.predicate, CG.competesWith)
    }
    assert frozenset((E.amazon, E.aws)) not in pairs
    assert frozenset((E.nvidia, E.aws)) in pairs


def test_deriving_again_adds_nothing(facts: Graph, derived: Graph, ontology: Graph) -> None:
    both = facts + derived
    assert len(derive(both, ontology)) == 0
    size = len(both)
    assert len(derive(both, ontology)) == 0
    assert len(both) == size


@pytest.mark.parametrize("rule", rules(), ids=lambda path: path.stem)
def test_each_rule_is_quick(rule: Path, facts: Graph, ontology: Graph) -> None:
    closed = facts + Graph()
    close(closed, ontology)
    start = time.process_time()
    assert closed.query(rule.read_text(encoding="utf-8")).graph
    assert time.process_time() - start < 6


CHAIN = """
@prefix cg: <https://w3id.org/chipgraph/ontology#> .
@prefix e: <https://w3id.org/chipgraph/id/> .
@prefix rel: <https://w3id.org/chipgraph/relation/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

rel:1 a rdf:Statement ; rdf:subject e:a ; rdf:predicate cg:partOf ; rdf:object e:b .
rel:2 a rdf:Statement ; rdf:subject e:b ; rdf:predicate cg:partOf ; rdf:object e:c .
rel:3 a rdf:Statement ; rdf:subject e:c ; rdf:predicate cg:partOf ; rdf:object e:d .
rel:4 a rdf:Statement ; rdf:subject e:d ; rdf:predicate cg:partOf ; rdf:object e:f .
"""
CLIMB = """
PREFIX cg: <https://w3id.org/chipgraph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT { ?new a rdf:Statement ; rdf:subject ?a ; rdf:predicate cg:partOf ; rdf:object ?c }
WHERE { ?a cg:partOf ?b . ?b cg:partOf ?c . BIND (IRI(CONCAT(STR(?a), ".in.", STR(?c))) AS ?new) }
"""
GROW = """
PREFIX cg: <https://w3id.org/chipgraph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT { ?new a rdf:Statement ; rdf:subject ?new ; rdf:predicate cg:partOf ; rdf:object ?a }
WHERE { ?a cg:partOf ?b . BIND (IRI(CONCAT(STR(?a), "x")) AS ?new) }
"""


def test_rules_run_until_nothing_new_follows(
    tmp_path: Path, ontology: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "climb.rq").write_text(CLIMB, encoding="utf-8")
    monkeypatch.setattr("chipgraph.ontology.rules.RULES", tmp_path)
    chain = Graph().parse(data=CHAIN, format="turtle")
    new = derive(chain, ontology)
    assert set(new.objects(None, RDF.predicate)) == {CG.partOf}
    assert len(set(new.subjects(RDF.subject, E.a))) == 3


def test_rules_that_never_end_are_told(
    tmp_path: Path, ontology: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "grow.rq").write_text(GROW, encoding="utf-8")
    monkeypatch.setattr("chipgraph.ontology.rules.RULES", tmp_path)
    monkeypatch.setattr("chipgraph.ontology.rules._MOST_ROUNDS", 4)
    with pytest.raises(ChipgraphError, match="do not come to an end"):
        derive(Graph().parse(data=CHAIN, format="turtle"), ontology)
