"""The figures, by name, in the order of their tabs."""

from __future__ import annotations

from engine.option import Option
from engine.scenes import (
    compare,
    density,
    forward,
    generate,
    plan,
    posterior,
    predict,
    reverse,
    samplers,
    step,
)
from engine.scenes.grid import Cell, Grid, Reference, Row, Scene
from engine.scenes.strip import MAX_ROWS, MAX_SAMPLES, STRIP_OPTIONS, Given, Strip

__all__ = [
    "MAX_ROWS",
    "MAX_SAMPLES",
    "SCENES",
    "STRIP_OPTIONS",
    "Cell",
    "Given",
    "Grid",
    "Option",
    "Reference",
    "Row",
    "Scene",
    "Strip",
]

SCENES: dict[str, Scene] = {
    "forward": forward.SCENE,
    "step": step.SCENE,
    "predict": predict.SCENE,
    "posterior": posterior.SCENE,
    "reverse": reverse.SCENE,
    "generate": generate.SCENE,
    "compare": compare.SCENE,
    "samplers": samplers.SCENE,
    "plan": plan.SCENE,
    "density": density.SCENE,
}
