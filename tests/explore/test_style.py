"""The style: every class has a colour that can be told apart, and a caption that exists."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from chipgraph.explore.style import contrast, grass, readable
from chipgraph.ontology.schema import ClassTerm, Schema, read_schema

PAGES = ("#FFFFFF", "#1A1A1A", "#292C33")  # white, near black, the dark of the Neo4j Browser
# How the three kinds of colour blindness see linear RGB (Machado, Oliveira and Fernandes 2009).
SIGHTS = {
    "full": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
APART = 0.08  # in Oklab; two neighbouring steps of a good palette are about 0.05 apart


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema()


def rules(text: str) -> dict[str, dict[str, str]]:
    """GraSS as the Browser reads it: blocks, then properties up to the first colon."""
    found = {}
    for selector, body in re.findall(r"([^{}\n]+?) \{\n(.*?)\n\}", text, re.DOTALL):
        found[selector] = dict(
            (part.strip() for part in line.split(":")[:2])
            for line in body.split(";")
            if ":" in line
        )
    return found


def seen(colour: str, sight: object) -> np.ndarray:
    """A colour in a space where distances are as the eye finds them."""
    parts = np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.cbrt(np.clip(np.asarray(sight) @ linear, 0, 1) @ TO_CONES.T) @ TO_LAB.T


def test_there_are_five_main_classes_with_colours_of_their_own(schema: Schema) -> None:
    names = [term.name for term in schema.main_classes]
    assert names == ["Vendor", "Chip", "Segment", "Workload", "DeploymentTier"]
    assert len({term.colour for term in schema.main_classes}) == 5


def test_main_colours_stand_out_from_light_and_dark(schema: Schema) -> None:
    for term, page in itertools.product(schema.main_classes, PAGES):
        assert contrast(term.colour, page) >= 3, (term.name, page)


@pytest.mark.parametrize("sight", SIGHTS)
def test_main_colours_can_be_told_apart(schema: Schema, sight: str) -> None:
    for one, other in itertools.combinations(schema.main_classes, 2):
        apart = np.linalg.norm(seen(one.colour, SIGHTS[sight]) - seen(other.colour, SIGHTS[sight]))
        assert apart >= APART, (one.name, other.name, round(float(apart), 3))


def test_every_class_has_a_colour_and_letters_that_can_be_read_on_it(schema: Schema) -> None:
    for name in schema.classes:
        colour = schema.colour(name)
        assert re.fullmatch(r"#[0-9A-F]{6}", colour), name
        assert contrast(readable(colour), colour) >= 4.5, name


def test_captions_name_properties_that_are_stored(schema: Schema) -> None:
    def stored(name: str) -> set[str]:
        above = {label for label in schema.classes if name in schema.subclasses(label)} | {name}
        return {term.name for term in schema.properties if term.owner in above}

    for name in schema.classes:
        used = re.findall(r"\{(\w+)\}", schema.caption(name))
        assert used, name
        assert set(used) <= stored(name), name
    for relation in schema.relations.values():
        assert set(re.findall(r"\{(\w+)\}", relation.caption)) <= stored(relation.name)


def test_each_class_has_a_rule_and_those_above_come_first(schema: Schema) -> None:
    found = rules(grass(schema, ("_Ours",)))
    order = list(found)
    assert set(order) >= {f"node.{name}" for name in schema.classes}
    for name, term in schema.classes.items():
        for parent in term.parents:
            assert order.index(f"node.{parent}") < order.index(f"node.{name}")
    assert order.index("node") < order.index("node._Ours") < order.index("node.Entity")


def test_the_rules_say_what_the_ontology_says(schema: Schema) -> None:
    found = rules(grass(schema))
    for term in schema.main_classes:
        assert found[f"node.{term.name}"]["color"] == term.colour
        assert found[f"node.{term.name}"]["caption"] == "'{name}'"
    assert found["node.Claim"]["caption"] == "'{statement}'"
    assert found["relationship.ACTIVE_IN"]["caption"] == "'{standing}'"
    assert found["relationship"]["caption"] == "'<type>'"


def test_an_ontology_without_colours_has_a_style(schema: Schema) -> None:
    bare = ClassTerm("Thing", "iri", "thing", "things", (), "A thing.", ("Unknown",))
    plain = Schema({"Thing": bare}, {}, {}, {}, {}, ())
    assert plain.main_classes == (bare,)
    assert (plain.colour("Thing"), plain.caption("Thing"), plain.colour("None")) == ("", "", "")
    assert "color" not in rules(grass(plain))["node.Thing"]
