"""Sets of places as integers used as bit sets; large ones are packed and unpacked by numpy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    if bits.bit_count() <= FEW:
        while bits:
            low = bits & -bits
            yield low.bit_length() - 1
            bits ^= low
        return
    size = (bits.bit_length() + 7) // 8
    octets = numpy.frombuffer(bits.to_bytes(size, "little"), dtype=numpy.uint8)
    yield from numpy.flatnonzero(numpy.unpackbits(octets, bitorder="little")).tolist()


def of_places(found: Collection[int], size: int) -> int:
    """The bit set with these places, of `size` places at most."""
    if len(found) <= FEW:
        bits = 0
        for place in found:
            bits |= 1 << place
        return bits
    marks = numpy.zeros(size, dtype=numpy.uint8)
    marks[list(found)] = 1
    return int.from_bytes(numpy.packbits(marks, bitorder="little").tobytes(), "little")


FEW = 24  # members of a set that are faster taken bit by bit


def union(sets: Iterable[int]) -> int:
    """Everything in any of some sets."""
    total = 0
    for bits in sets:
        total |= bits
    return total
