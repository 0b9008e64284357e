"""The figures, by name, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from engine.option import Option
from engine.scenes.grid import Cell, Grid, Reference, Row
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import MAX_ROWS, MAX_SAMPLES, STRIP_OPTIONS, Given, Strip

__all__ = [
    "GROUPS",
    "MAX_ROWS",
    "MAX_SAMPLES",
    "SCENES",
    "STRIP_OPTIONS",
    "TITLES",
    "Cell",
    "Experiment",
    "Given",
    "Grid",
    "Option",
    "Reference",
    "Row",
    "Scene",
    "Strip",
]

GROUPS: dict[str, dict[str, str]] = {
    "The process": {
        "forward": "Forward",
        "step": "Step",
        "predict": "Predict",
        "posterior": "Posterior",
        "reverse": "Reverse",
    },
    "New pictures": {"generate": "Generate"},
    "Decide": {"compare": "Compare", "samplers": "Samplers", "plan": "Plan", "density": "Density"},
}
"""Titles of the figures by their names, in groups. The figure itself is the SCENE of the module with that name."""
TITLES: dict[str, str] = {name: title for group in GROUPS.values() for name, title in group.items()}


class Scenes(Mapping[str, Scene]):
    """The figures by name. The module of one is read when it is first asked for: a start shows one of them."""

    def __init__(self) -> None:
        self._read: dict[str, Scene] = {}

    def __getitem__(self, name: str) -> Scene:
        if name not in self._read:
            if name not in TITLES:
                raise KeyError(name)
            self._read[name] = import_module(f"engine.scenes.{name}").SCENE
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in TITLES

    def __iter__(self) -> Iterator[str]:
        return iter(TITLES)

    def __len__(self) -> int:
        return len(TITLES)


SCENES = Scenes()
