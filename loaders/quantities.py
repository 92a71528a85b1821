"""Quantities in the base unit of their dimension, so that GB and GiB, TB/s and GB/s compare."""

from __future__ import annotations

from typing import Any

from chipgraph.ontology.schema import Schema, UnitTerm

_NORMALISED = {"value": "normalisedValue", "low": "normalisedLow", "high": "normalisedHigh"}


def normalised(properties: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """The normalised numbers and unit for whichever of value, low and high are given."""
    unit = schema.units.get(properties.get("unit", ""))
    if unit is None:
        return {}
    numbers = {
        name: to_base(properties[given], unit)
        for given, name in _NORMALISED.items()
        if properties.get(given) is not None
    }
    return numbers | {"normalisedUnit": base_unit(unit, schema)} if numbers else {}


def to_base(number: float, unit: UnitTerm) -> float:
    """A number of a unit in base units, without the dust of binary fractions."""
    return float(f"{float(number) * unit.factor:.12g}")


def base_unit(unit: UnitTerm, schema: Schema) -> str:
    """The symbol of the unit with factor 1 in a dimension; its name where no unit has that."""
    bases = [
        other.symbol
        for other in schema.units.values()
        if other.dimension == unit.dimension and other.factor == 1.0
    ]
    return unit.symbol if unit.factor == 1.0 else min(bases, default=unit.dimension)
