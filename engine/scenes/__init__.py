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
from engine.scenes.film import FILM_OPTIONS, MAX_ROWS, MAX_SAMPLES, Film
from engine.scenes.grid import Cell, Grid, Reference, Row, Scene

__all__ = [
    "FILM_OPTIONS",
    "MAX_ROWS",
    "MAX_SAMPLES",
    "SCENES",
    "Cell",
    "Film",
    "Grid",
    "Option",
    "Reference",
    "Row",
    "Scene",
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
