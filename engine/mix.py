"""Weighted sums of layers: the form that every picture of the program has until it is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, SupportsFloat


class Layer(NamedTuple):
    """An image that mixes are made of: a name for it, without any pixels.

    `kind` is `"picture"` (key: the id that the open job gave), `"noise"` (key: what tells this
    white-noise image from the others of the same seed), `"seeded noise"` (key: a seed of its own, a space, and that),
    `"offset noise"` (key: the strength of the offset, a space, and that), `"seeded offset noise"` (key: a seed, a
    strength, and that) or `"computed"` (key: what tells it from other results).
    """

    kind: str
    key: str

    @property
    def is_noise(self) -> bool:
        """Whether it is a noise image."""
        return self.kind.endswith("noise")

    @property
    def deviation(self) -> float:
        """The deviation of a pixel of a noise image: that of its offset is part of it."""
        if not self.kind.endswith("offset noise"):
            return 1.0
        words = self.key.split(" ", 2)
        return math.hypot(1.0, float(words[self.kind.startswith("seeded")]))


def picture(key: str = "") -> Layer:
    """The layer of the clean picture x0, values in [-1, 1]."""
    return Layer("picture", key)


def noise(key: str) -> Layer:
    """The layer of one white-noise image, mean 0 and variance 1 in each pixel and channel."""
    return Layer("noise", key)


def seeded(layer: Layer, seed: int) -> Layer:
    """A noise layer with a seed of its own, whatever the seed of the view; any other layer as it is."""
    own = {"noise": "seeded noise", "offset noise": "seeded offset noise"}.get(layer.kind)
    return layer if own is None else Layer(own, f"{seed} {layer.key}")


def with_offset(layer: Layer, strength: float) -> Layer:
    """A white-noise layer with one more random number, times `strength`, in each channel; any other as it is."""
    return Layer("offset noise", f"{strength!r} {layer.key}") if layer.kind == "noise" else layer


class Mix:
    """An immutable weighted sum of layers, in the vector space that the equations are written for.

    Supports `+`, `-`, `* number`, `/ number`, `==` and `hash`. Weights are Python floats; zero weights
    are dropped, so equal sums are equal mixes.

    Raises:
        ValueError: when a weight is NaN.
    """

    __slots__ = ("_weights",)
    __array_ufunc__ = None  # else np.float64(2) * mix makes an array of objects

    def __init__(self, weights: Mapping[Layer, SupportsFloat]) -> None:
        self._weights: dict[Layer, float] = {}
        for layer, value in weights.items():
            weight = float(value)
            if weight != weight:  # NaN, and faster than asking for it by name
                raise ValueError(f"The weight of {layer.kind} {layer.key!r} is not a number.")
            if weight:
                self._weights[layer] = weight

    @classmethod
    def of(cls, layer: Layer) -> Mix:
        """The mix that is one layer, with weight 1."""
        return cls({layer: 1.0})

    @classmethod
    def _of_sums(cls, weights: dict[Layer, float]) -> Mix:
        """A mix of floats, which is most often neither to be cleared of zeros nor refused."""
        total = sum(weights.values())
        if total != total or not all(weights.values()):
            return cls(weights)
        mix = cls.__new__(cls)
        mix._weights = weights
        return mix

    @property
    def weights(self) -> Mapping[Layer, float]:
        """The weight of each layer, read-only, in the order of first use."""
        return MappingProxyType(self._weights)

    def __add__(self, other: Mix) -> Mix:
        if not isinstance(other, Mix):
            return NotImplemented
        total = dict(self._weights)
        for layer, weight in other._weights.items():
            total[layer] = total.get(layer, 0.0) + weight
        return Mix._of_sums(total)

    def __mul__(self, factor: SupportsFloat) -> Mix:
        if not hasattr(factor, "__float__"):
            return NotImplemented
        number = float(factor)
        if math.isnan(number):
            raise ValueError("A mix cannot be multiplied by a number that is NaN.")
        return Mix._of_sums({layer: weight * number for layer, weight in self._weights.items()})

    __rmul__ = __mul__

    def __neg__(self) -> Mix:
        return self * -1.0

    def __sub__(self, other: Mix) -> Mix:
        if not isinstance(other, Mix):
            return NotImplemented
        return self + -other

    def __truediv__(self, divisor: SupportsFloat) -> Mix:
        if not hasattr(divisor, "__float__"):
            return NotImplemented
        number = float(divisor)
        if math.isnan(number):
            raise ValueError("A mix cannot be divided by a number that is NaN.")
        return Mix._of_sums({layer: weight / number for layer, weight in self._weights.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mix) and self._weights == other._weights

    def __hash__(self) -> int:
        return hash(frozenset(self._weights.items()))

    def __repr__(self) -> str:
        terms = (f"{weight:+.6g} {layer.kind}({layer.key})" for layer, weight in self._weights.items())
        return f"Mix({' '.join(terms) or '0'})"


X0 = Mix.of(picture())
XI = Mix.of(noise("xi"))
"""The fixed noise image that stands for the error of a prediction."""
