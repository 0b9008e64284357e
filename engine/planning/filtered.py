"""The name of the picture with its frequencies weakened or strengthened: what a sampler would leave of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.mix import Layer

_PREFIX = "filtered "


def filtered_layer(gain: Sequence[float], mean_gain: float) -> Layer:
    """The layer of the picture with each band of its spectrum times a gain, the lowest first, and so its mean.

    Four digits of them count: finer differences are not to be seen.
    """
    return Layer("computed", _PREFIX + "/".join(f"{value:.4g}" for value in (mean_gain, *gain)))


def gains_of(key: str) -> tuple[float, list[float]] | None:
    """The gain of the mean and those of the bands that the key of a layer names; None where it names others."""
    if not key.startswith(_PREFIX):
        return None
    mean_gain, *gain = map(float, key.removeprefix(_PREFIX).split("/"))
    return mean_gain, gain
