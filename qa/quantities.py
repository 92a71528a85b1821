"""Quantities as the store returned them, and the arithmetic that questions ask for.

Every result keeps its inputs and says how it was reached; nothing is averaged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema


@dataclass(frozen=True, slots=True)
class Quantity:
    """One observation: a value or a range of one thing, in its recorded unit."""

    id: str
    subject: str
    name: str
    measure: str
    low: float
    high: float
    unit: str
    dimension: str
    factor: float
    period: str = ""
    status: str = ""
    bound: str = ""
    denominator: str = ""
    scope: str = ""
    claims: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """The number to order by, in the base unit of its dimension."""
        return self.high * self.factor

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value, or the two ends of the range."""
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def text(self) -> str:
        """The quantity as a person reads it."""
        shown = " to ".join(number(n) for n in self.numbers)
        bound = f"{self.bound} " if self.bound else ""
        return f"{bound}{with_unit(shown, self.unit)}"


def quantity(row: Mapping[str, Any], schema: Schema) -> Quantity | None:
    """A row of the quantity query, or None where it holds no number (not disclosed)."""
    value, low, high = row.get("value"), row.get("low"), row.get("high")
    low = value if low is None else low
    high = value if high is None else high
    first = high if low is None else low
    last = low if high is None else high
    if first is None or last is None:
        return None
    unit = schema.units.get(str(row.get("unit")))
    return Quantity(
        id=str(row["id"]),
        subject=str(row["subject"]),
        name=str(row["name"]),
        measure=str(row["measure"] or ""),
        low=float(first),
        high=float(last),
        unit=str(row["unit"] or ""),
        dimension=unit.dimension if unit else "",
        factor=unit.factor if unit else 1.0,
        period=str(row.get("period") or ""),
        status=str(row.get("status") or ""),
        bound=str(row.get("bound") or ""),
        denominator=str(row.get("denominator") or ""),
        scope=str(row.get("scope") or ""),
        claims=tuple(sorted(row.get("claims") or ())),  # collected in no order
    )


CURRENCY = "USD"  # amounts of money are written before their unit


def given(value: float, unit: str) -> Quantity:
    """An amount that no source states: the question does."""
    return Quantity("", "", "", "", value, value, unit, "", 1.0)


def end(item: Quantity, *, greatest: bool | None) -> Quantity:
    """One end of a range, or all of it."""
    if greatest is None or item.low == item.high:
        return item
    value = item.high if greatest else item.low
    which = "upper end" if greatest else "lower end"
    return replace(item, low=value, high=value, measure=f"{item.measure}, {which},")


def named(item: Quantity, name: str) -> Quantity:
    """The quantity under another name, if one is given."""
    return replace(item, name=name) if name else item


def as_year(item: Quantity) -> Quantity | None:
    """The year that a quantity is, or that it is for; None where it names none."""
    if item.unit == "year":
        return item
    years = re.findall(r"\d{4}", item.period)
    if not years:
        return None
    low, high = float(years[0]), float(years[-1])
    return replace(
        item, low=low, high=high, unit="year", dimension="calendar-year", factor=1.0, bound=""
    )


def number(value: float) -> str:
    """A number without noise: at most four significant decimals, thousands apart."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    rounded = round(value, 4)
    return f"{rounded:,.4f}".rstrip("0").rstrip(".")


def with_unit(shown: str, unit: str) -> str:
    """A number beside its unit, as the unit is usually written."""
    if unit == "%":
        return f"{shown}%"
    if unit in {"year", "count", ""}:
        return shown
    if unit == "x":
        return f"{shown} times"
    if unit.startswith("USD"):
        rest = unit.removeprefix("USD").strip()
        gap = "" if rest.startswith("/") else " "
        return f"USD {shown}{gap}{rest}".strip()
    return f"{shown} {unit}"


@dataclass(frozen=True, slots=True)
class Computed:
    """A number worked out from quantities, with the arithmetic in words."""

    values: tuple[float, ...]
    unit: str
    how: str

    def __post_init__(self) -> None:
        # Twelve significant digits: binary dust is no figure.
        object.__setattr__(self, "values", tuple(float(f"{v:.12g}") for v in self.values))


def convert(item: Quantity, unit: str, schema: Schema) -> Computed | None:
    """The same quantity in another unit of its dimension; None across dimensions."""
    target = schema.units.get(unit)
    if target is None or target.dimension != item.dimension or unit == item.unit:
        return None
    ratio = item.factor / target.factor
    values = tuple(n * ratio for n in item.numbers)
    shown = " to ".join(number(v) for v in values)
    return Computed(values, unit, f"{item.text()} = {with_unit(shown, unit)}")


YEAR_HOURS = 8760.0


def spread(item: Quantity, unit: str, schema: Schema) -> Computed | None:
    """What the amount of one year comes to per hour, day or month on average."""
    target = schema.units.get(unit)
    one = re.fullmatch(r"\D*\d{4}\D*", item.period)
    if target is None or one is None or target.dimension != f"{item.dimension}-per-time":
        return None
    parts = YEAR_HOURS * target.factor
    values = tuple(n / parts for n in item.numbers)
    shown = " to ".join(number(v) for v in values)
    each = unit.rpartition("/")[2]
    how = f"{item.text()} ÷ {number(parts)} = {with_unit(shown, item.unit)} per {each}"
    return Computed(values, item.unit, how)


def difference(one: Quantity, other: Quantity) -> Computed | None:
    """How far two quantities of one dimension are apart, in the unit of the first."""
    if one.dimension != other.dimension:
        return None
    values = tuple(
        sorted({abs(a * one.factor - b * other.factor) / one.factor for a, b in _ends(one, other)})
    )
    greater, less = sorted((one, other), key=lambda q: -q.size)
    shown = " to ".join(number(v) for v in values)
    how = f"{greater.text()} − {less.text()} = {with_unit(shown, one.unit)}"
    return Computed(values, one.unit, how)


def ratio(one: Quantity, other: Quantity) -> Computed | None:
    """How many times the smaller of two quantities the greater is."""
    greater, less = sorted((one, other), key=lambda q: -q.size)
    if one.dimension != other.dimension or less.size == 0:
        return None
    values = tuple(
        sorted({a * greater.factor / (b * less.factor) for a, b in _ends(greater, less)})
    )
    shown = " to ".join(number(v) for v in values)
    return Computed(values, "x", f"{greater.text()} ÷ {less.text()} = {shown}")


def percent_more(one: Quantity, other: Quantity) -> Computed | None:
    """By how many percent the greater of two quantities exceeds the smaller."""
    found = ratio(one, other)
    if found is None:
        return None
    values = tuple((v - 1) * 100 for v in found.values)
    shown = " to ".join(number(v) for v in values)
    return Computed(values, "%", f"({found.how}) − 1 = {shown}%")


def percent_of(part: Quantity, whole: Quantity) -> Computed | None:
    """What percentage of the second quantity the first is."""
    if part.dimension != whole.dimension or whole.size == 0:
        return None
    values = tuple(
        sorted({a * part.factor / (b * whole.factor) * 100 for a, b in _ends(part, whole)})
    )
    shown = " to ".join(number(v) for v in values)
    return Computed(values, "%", f"{part.text()} ÷ {whole.text()} = {shown}%")


def middle(item: Quantity) -> Computed:
    """The middle of a range."""
    value = (item.low + item.high) / 2
    how = f"the middle of {item.text()} = {with_unit(number(value), item.unit)}"
    return Computed((value,), item.unit, how)


def remainder(items: Sequence[Quantity]) -> Computed | None:
    """What shares of one whole leave over: 100 % less their sum."""
    if not items or any(q.unit != "%" for q in items):
        return None
    low = 100 - sum(q.high for q in items)
    high = 100 - sum(q.low for q in items)
    values = (low,) if low == high else (low, high)
    parts = " − ".join(f"({q.text()})" for q in items)
    shown = " to ".join(number(v) for v in values)
    return Computed(values, "%", f"100% − {parts} = {shown}%")


def total(items: Sequence[Quantity]) -> Computed | None:
    """The sum of quantities of one dimension, in the unit of the first."""
    if len(items) < 2 or len({q.dimension for q in items}) > 1:
        return None
    unit = items[0]
    low = sum(q.low * q.factor for q in items) / unit.factor
    high = sum(q.high * q.factor for q in items) / unit.factor
    values = (low,) if low == high else (low, high)
    shown = " to ".join(number(v) for v in values)
    how = " + ".join(q.text() for q in items) + f" = {with_unit(shown, unit.unit)}"
    return Computed(values, unit.unit, how)


def bill(price: Quantity, hours: float, pieces: float) -> Computed:
    """A price for so many hours and so many pieces; 0 for either where it is not said."""
    unit = price.unit.removesuffix("/hour") if hours else price.unit
    values = tuple(n * (hours or 1.0) * (pieces or 1.0) for n in price.numbers)
    shown = " to ".join(number(v) for v in values)
    how = price.text()
    if pieces:
        how += f" × {number(pieces)} {price.denominator}s"
    if hours:
        how += f" × {number(hours)} {'hour' if hours == 1 else 'hours'}"
    return Computed(values, unit, f"{how} = {with_unit(shown, unit)}")


def mean(items: Sequence[Quantity]) -> Computed | None:
    """The mean of quantities of one dimension, where it is asked for, in the unit of the first."""
    added = total(items)
    if added is None:
        return None
    values = tuple(v / len(items) for v in added.values)
    shown = " to ".join(number(v) for v in values)
    how = f"({added.how}) ÷ {len(items)} = {with_unit(shown, added.unit)}"
    return Computed(values, added.unit, how)


def share_of(share: Quantity, whole: Quantity) -> Computed:
    """A percentage of a whole, in the unit of the whole."""
    values = tuple(sorted({s / 100 * w for s, w in _ends(share, whole)}))
    shown = " to ".join(number(v) for v in values)
    how = f"{share.text()} of {whole.text()} = {with_unit(shown, whole.unit)}"
    return Computed(values, whole.unit, how)


def projected(base: Quantity, rate: Quantity, year: int) -> Computed | None:
    """A base value grown at a compound annual rate to a year."""
    start = re.search(r"\d{4}", base.period)
    if start is None or rate.unit != "%":
        return None
    years = year - int(start.group())
    if years <= 0:
        return None
    value = base.low * (1 + rate.low / 100) ** years
    how = f"{base.text()} × (1 + {rate.text()})^{years} = {with_unit(number(value), base.unit)}"
    return Computed((value,), base.unit, how)


def _ends(one: Quantity, other: Quantity) -> tuple[tuple[float, float], ...]:
    """The pairs of ends that bound a result."""
    if one.low == one.high and other.low == other.high:
        return ((one.low, other.low),)
    return (
        ((one.low, other.high), (one.high, other.low))
        if one.low != other.low
        else (
            (one.low, other.low),
            (one.high, other.high),
        )
    )
