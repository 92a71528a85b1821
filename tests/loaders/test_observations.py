"""The hand-written observations: complete, in known units, and true to what they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace
from rdflib.term import Node

from chipgraph.loaders.namespaces import PREFIXES
from chipgraph.ontology.vocabulary import local_name

HOME = Path(__file__).resolve().parents[2]
ONTOLOGY = HOME / "ontology"
FACTS = HOME / "loaders" / "facts"
CORPUS = HOME.parent / "shared" / "corpus"

CG = Namespace(PREFIXES["cg"])
CGS = Namespace(PREFIXES["cgs"])
OA = Namespace(PREFIXES["oa"])

QUANTITIES = (CG.value, CG.low, CG.high)
KNOWN = {
    *QUANTITIES, RDF.type, CG.measure, CG.of, CG.unit, CG.status, CG.period, CG.date, CG.method,
    CG.scope, CG.bound, CG.region, CG.denominator, CG.precisionNote, CG.statedBy, CG.evidencedBy,
    CG.note,
}  # fmt: skip
BOUNDS = {"about", "nearly", "more than", "at least", "up to"}
SCALES = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
WORDS = {"ten": 10.0}

NUMBER = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?:[\s-]?(?P<scale>million|billion|trillion)\b)?", re.IGNORECASE
)
WORD = re.compile(r"[a-z]+")


@pytest.fixture(scope="module")
def terms() -> Graph:
    """The measures, the units, the classes and the concepts."""
    graph = Graph()
    for path in ONTOLOGY.glob("*.ttl"):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def observations() -> Graph:
    """The observations alone."""
    return Graph().parse(FACTS / "observations.ttl")


@pytest.fixture(scope="module")
def facts() -> Graph:
    """The entities, and the claims of the five documents with their passages."""
    graph = Graph()
    for path in FACTS.glob("*.ttl"):
        if path.name not in {"observations.ttl", "relations.ttl"} and ".asks." not in path.name:
            graph.parse(path)
    return graph


def blocks(graph: Graph) -> Iterator[Node]:
    """Every observation."""
    return graph.subjects(RDF.type, CG.Observation)


def figures(graph: Graph, node: Node) -> list[float]:
    """The numbers that an observation gives."""
    found = (graph.value(node, part) for part in QUANTITIES)
    return [float(item) for item in found if isinstance(item, Literal)]


def undisclosed(graph: Graph, node: Node) -> bool:
    """Whether the source says that it does not publish the figure."""
    return graph.value(node, CG.status) == CGS["status-not-disclosed"]


def amounts(text: str) -> set[float]:
    """Every number that a text writes, in digits or in words, with and without its scale."""
    found: set[float] = set()
    for match in NUMBER.finditer(text):
        number = float(match["digits"].replace(",", ""))
        found |= {number, number * SCALES.get((match["scale"] or "").lower(), 1.0)}
    words = WORD.findall(text.lower())
    return found | {(SCALES | WORDS)[word] for word in words if word in SCALES | WORDS}


def span(facts: Graph, claim: Node) -> tuple[str, int, int]:
    """The document of a claim and the place in it."""
    passage = facts.value(claim, CG.statedIn, any=False)
    document = facts.value(passage, CG.inDocument, any=False)
    start, end = facts.value(passage, OA.start), facts.value(passage, OA.end)
    return local_name(str(document)), int(str(start)), int(str(end))


def test_every_observation_says_what_of_how_firm_and_on_what_evidence(observations: Graph) -> None:
    nodes = list(blocks(observations))
    assert len(nodes) > 50
    for node in nodes:
        for needed in (CG.measure, CG.of, CG.status):
            assert len(list(observations.objects(node, needed))) == 1, (node, needed)
        assert list(observations.objects(node, CG.evidencedBy)), node
        assert set(observations.predicates(node)) <= KNOWN, node


def test_a_quantity_is_a_value_or_a_range_with_a_unit_unless_it_is_not_disclosed(
    observations: Graph,
) -> None:
    for node in blocks(observations):
        value, low, high = (observations.value(node, part) for part in QUANTITIES)
        unit = observations.value(node, CG.unit)
        if undisclosed(observations, node):
            assert (value, low, high, unit) == (None, None, None, None), node
            continue
        assert unit is not None, node
        assert (value is None) == (low is not None) == (high is not None), node
        if value is None:
            assert float(str(low)) < float(str(high)), node


def test_bounds_are_among_the_known_ones(observations: Graph) -> None:
    assert {str(bound) for bound in observations.objects(None, CG.bound)} <= BOUNDS


def test_measures_and_units_are_known_and_share_a_dimension(
    observations: Graph, terms: Graph
) -> None:
    for node in blocks(observations):
        measure = observations.value(node, CG.measure)
        assert (measure, RDF.type, CG.Measure) in terms, node
        if undisclosed(observations, node):
            continue
        unit = observations.value(node, CG.unit)
        assert (unit, RDF.type, CG.Unit) in terms, node
        assert terms.value(unit, CG.dimension) == terms.value(measure, CG.dimension), node


def test_shares_do_not_exceed_the_whole(observations: Graph) -> None:
    percent = Namespace(PREFIXES["unit"]).PERCENT
    for node in observations.subjects(CG.unit, percent):
        assert all(0 <= figure <= 100 for figure in figures(observations, node)), node


def test_every_measure_has_a_unit_of_its_dimension_and_a_definition(terms: Graph) -> None:
    for measure in terms.subjects(RDF.type, CG.Measure):
        unit = terms.value(measure, CG.unit)
        assert terms.value(unit, CG.dimension) == terms.value(measure, CG.dimension), measure
        assert terms.value(measure, SKOS.prefLabel), measure
        assert terms.value(measure, SKOS.definition), measure
        assert list(terms.objects(measure, CG.appliesTo)), measure


def test_every_unit_has_a_symbol_and_a_factor(terms: Graph) -> None:
    for unit in terms.subjects(RDF.type, CG.Unit):
        assert str(terms.value(unit, CG.symbol)), unit
        assert float(str(terms.value(unit, CG.factor))) > 0, unit
        assert str(terms.value(unit, CG.dimension)), unit


def test_units_that_print_alike_are_alike(terms: Graph) -> None:
    alike = (SKOS.prefLabel, SKOS.altLabel, CG.dimension, CG.factor)
    seen: dict[Node, list[set[Node]]] = {}
    for unit in terms.subjects(RDF.type, CG.Unit):
        symbol = terms.value(unit, CG.symbol)
        assert symbol is not None
        says = [set(terms.objects(unit, part)) for part in alike]
        assert seen.setdefault(symbol, says) == says, unit


def test_two_measures_share_a_name_only_where_class_or_dimension_tells_them_apart(
    terms: Graph,
) -> None:
    ambiguous = {"bandwidth"}
    seen: dict[tuple[str, Node, str], Node] = {}
    for measure in terms.subjects(RDF.type, CG.Measure):
        dimension = str(terms.value(measure, CG.dimension))
        labels = {*terms.objects(measure, SKOS.prefLabel), *terms.objects(measure, SKOS.altLabel)}
        for label in {str(label).casefold().replace("-", " ") for label in labels} - ambiguous:
            for kind in terms.objects(measure, CG.appliesTo):
                other = seen.setdefault((label, kind, dimension), measure)
                assert other == measure, (label, kind)


def test_subjects_and_scopes_exist_and_fit_the_measure(
    observations: Graph, facts: Graph, terms: Graph
) -> None:
    for node in blocks(observations):
        for role in (CG.of, CG.scope, CG.region, CG.statedBy):
            for thing in observations.objects(node, role):
                assert (thing, RDF.type, None) in facts, (node, thing)
        measure = observations.value(node, CG.measure)
        kind = facts.value(observations.value(node, CG.of), RDF.type)
        assert kind in set(terms.objects(measure, CG.appliesTo)), node


def test_every_cited_claim_exists(observations: Graph, facts: Graph) -> None:
    for claim in observations.objects(None, CG.evidencedBy):
        assert (claim, RDF.type, CG.Claim) in facts, claim


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the documents are not at hand")
def test_every_figure_and_year_occurs_in_the_cited_spans(observations: Graph, facts: Graph) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt")}
    for node in blocks(observations):
        cited = []
        for claim in observations.objects(node, CG.evidencedBy):
            document, start, end = span(facts, claim)
            cited.append(amounts(texts[document][start:end]))
        # A claim may give one end of a range or one year of several: each figure stands somewhere,
        # and each cited span has one of them at least.
        wanted = figures(observations, node)
        assert set(wanted) <= set().union(*cited), (node, wanted)
        assert all(found & set(wanted) for found in cited) or not wanted, node
        years = re.findall(r"\d{4}", str(observations.value(node, CG.period) or ""))
        assert {float(year) for year in years} <= set().union(*cited), (node, years)
