"""The arithmetic of a BERT encoder layer, for texts of one length side by side.

Texts of one length need no padding and no attention mask: every product is a plain matrix product
and each text gets what it would get alone. Arrays are overwritten where nobody reads them again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_EPSILON = np.float32(1e-12)
# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.28, within 3e-7:
# erfc(z) = 1 / (1 + a1 z + ... + a6 z^6)^16, here with z = |x| / sqrt 2.
_ERFC = (0.0705230784, 0.0422820123, 0.0092705272, 0.0001520143, 0.0002765672, 0.0000430638)
_SCALED = [np.float32(a * math.sqrt(0.5) ** power) for power, a in enumerate(_ERFC, 1)]
_HIGHEST, *_LOWER = reversed(_SCALED)
_ONE, _HALF = np.float32(1), np.float32(0.5)
_BLOCK = 32 * 1536  # numbers that stay in a core's cache while gelu passes over them


@dataclass(frozen=True, slots=True)
class Linear:
    """A weight matrix, transposed for row vectors, and its bias."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """x · weight + bias."""
        out: Floats = x @ self.weight
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: mean 0 and variance 1 in each row, then scaled and moved."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Normalise the rows of x in place."""
        width = np.float32(x.shape[-1])
        x -= np.add.reduce(x, axis=-1, keepdims=True) / width
        variance = np.einsum("ij,ij->i", x, x)[:, None] / width
        x *= _ONE / np.sqrt(variance + _EPSILON)
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True, slots=True)
class Layer:
    """Self-attention and a feed-forward net, each added to what came in."""

    heads: int
    query_key_value: Linear  # one product instead of three
    attention_out: Linear
    attention_norm: Norm
    up: Linear
    down: Linear
    norm: Norm

    def __call__(self, x: Floats, length: int) -> Floats:
        """Pass tokens [texts · length, width] through the layer."""
        attended = self.attention_out(attend(self.query_key_value(x), self.heads, length))
        attended += x
        x = self.attention_norm(attended)
        out = self.down(gelu(self.up(x)))
        out += x
        return self.norm(out)


def attend(projected: Floats, heads: int, length: int) -> Floats:
    """Mix the values of each text's tokens by how well queries and keys agree."""
    tokens, width = len(projected), projected.shape[1] // 3
    size = width // heads
    parts = projected.reshape(tokens // length, length, 3, heads, size)
    query, key, value = parts.transpose(2, 0, 3, 1, 4)
    scores: Floats = query @ key.swapaxes(-1, -2)
    scores *= np.float32(1 / math.sqrt(size))
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed: Floats = (scores @ value).swapaxes(1, 2).reshape(tokens, width)
    return mixed


def gelu(x: Floats) -> Floats:
    """x · Phi(x), in place."""
    flat = x.reshape(-1)
    with np.errstate(over="ignore"):  # 1 / infinity is the right tail
        for start in range(0, flat.size, _BLOCK):
            _gelu(flat[start : start + _BLOCK])
    return x


def _gelu(x: Floats) -> None:
    """(x + |x| - |x| · erfc(|x| / sqrt 2)) / 2: nothing cancels in either tail."""
    size = np.abs(x)
    power = size * _HIGHEST
    for factor in _LOWER:
        power += factor
        power *= size
    power += _ONE
    for _ in range(4):
        np.multiply(power, power, out=power)
    x += size
    size /= power
    x -= size
    x *= _HALF
