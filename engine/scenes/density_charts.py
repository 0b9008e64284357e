"""The charts of the scene Density, with what there is of them by now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engine.planning.histogram import Histogram
from engine.samplers.level import Level
from engine.scenes.chart import Array, Axis, Chart, Curve, linear_ticks
from engine.scenes.density_calculations import (
    FARTHEST,
    LEAST_SIGNAL,
    OVER,
    Ends,
    Map,
    Ways,
    across,
    quantiles,
    shares,
)


@lru_cache(maxsize=8)  # it stays while t moves: the same ones, for a chart that stays is not drawn anew
def charts(
    prior: Histogram,
    titles: tuple[str, ...],
    selected: int,
    density: Map,
    ways: Ways | None,
    ends: tuple[Ends | None, ...],
) -> tuple[Chart, ...]:
    """The map with the paths of the selected run, numbered from 0, over it, and the laws of what comes out."""
    return _map(titles[selected], selected, density, ways), laws(prior, ends, titles)


@lru_cache(maxsize=4)
def _map(title: str, selected: int, density: Map, ways: Ways | None) -> Chart:
    begin, end, extent = density.begin, density.end, density.extent
    return Chart(
        "Which way does a pixel go from noise to the picture?",
        Axis(
            begin,
            end,
            linear_ticks(min(begin, end), max(begin, end), whole=density.over == "t"),
            OVER[density.over],
        ),
        Axis(-extent, extent, linear_ticks(-extent, extent), "xₜ / signal" if density.exploding else "xₜ"),
        _paths(ways, title, selected, density) if ways else (),
        heat=density.heat,
    )


def _paths(ways: Ways, title: str, selected: int, density: Map) -> tuple[Curve, ...]:
    curves = []
    for number, (exact, sampled) in enumerate(zip(ways.curved, ways.sampled, strict=True)):
        name = number == len(ways.exact) - 1
        curves.append(_path(ways.levels, sampled, title if name else "", selected, density))
        curves.append(_path(ways.fine, exact, "exact" if name else "", None, density))
    return tuple(curves)


def _path(levels: Sequence[Level], x: Array, label: str, colour: int | None, density: Map) -> Curve:
    """A path from the picture on to noise, so that its name stands there."""
    signal = np.array([level.signal if density.exploding else 1.0 for level in levels])
    place = across(levels, density.over)
    seen = (signal > LEAST_SIGNAL) & np.isfinite(place)
    exact = colour is None
    return Curve(
        place[seen][::-1], (x[seen] / signal[seen])[::-1], label, colour, dashed=exact, dots=not exact
    )


@lru_cache(maxsize=4)
def laws(prior: Histogram, ends: tuple[Ends | None, ...], titles: tuple[str, ...]) -> Chart:
    """Distribution functions: of the picture, and of what each run makes of pure noise."""
    below = shares()
    # Not for all of the tails: what is beyond has diverged, or is noise that a sampler has left.
    inside = [each.x[np.isfinite(each.x)] for each in ends if each is not None]
    low = max(min([-1.0, *(float(np.quantile(each, 0.01)) for each in inside if len(each))]), -FARTHEST)
    high = min(max([1.0, *(float(np.quantile(each, 0.99)) for each in inside if len(each))]), FARTHEST)
    curves = [
        Curve(each.x, below, title, number)
        for number, (each, title) in enumerate(zip(ends, titles, strict=True))
        if each is not None
    ]
    return Chart(
        "Do the results have the histogram of the picture?",
        Axis(low, high, linear_ticks(low, high), "value"),
        Axis(0.0, 1.0, linear_ticks(0.0, 1.0, 3), "share of pixels below"),
        (Curve(quantiles(prior), below, "picture", dashed=True), *curves),
    )
