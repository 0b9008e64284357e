"""The figures, by name, in the order of their tabs."""

from __future__ import annotations

from engine.scenes import compare, forward, posterior, predict, reverse, step
from engine.scenes.film import MAX_ROWS, MAX_SAMPLES, Film
from engine.scenes.grid import Cell, Grid, Option, Row, Scene

__all__ = ["MAX_ROWS", "MAX_SAMPLES", "SCENES", "Cell", "Film", "Grid", "Option", "Row", "Scene"]

SCENES: dict[str, Scene] = {
    "forward": forward.SCENE,
    "step": step.SCENE,
    "predict": predict.SCENE,
    "posterior": posterior.SCENE,
    "reverse": reverse.SCENE,
    "compare": compare.SCENE,
}
