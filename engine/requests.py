"""View requests and the frames that answer them: immutable names and numbers, and finished pixels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.generation.progress import Run
from engine.pixels.canvas import FrameCell
from engine.pixels.region import SAMPLINGS, Size, Zoom
from engine.scenes import SCENES, Film, Grid
from engine.schedules.choice import ScheduleChoice


@dataclass(frozen=True, slots=True)
class Request:
    """The complete state of what should be on the screen.

    `picture` is the id that a successful open job gave; `settings` are those of the scene; `large` and `small`
    are the sizes in screen pixels of the cells in large rows and in the others; `zoom` is the part of the picture
    that they show, None for all of it; `sampling` is one of SAMPLINGS; `device` is the name of a `Device`; `run` is
    what the scene shows of a generation.
    """

    picture: str
    large: Size
    small: Size
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    scene: str = "forward"
    settings: Any = SCENES["forward"].defaults
    film: Film = field(default_factory=Film)
    t: int = 0
    seed: int = 0
    device: str = "cpu"
    zoom: Zoom | None = None
    sampling: str = SAMPLINGS[0]
    run: Run | None = None

    @property
    def content(self) -> Request:
        """What is to be seen, without how it is looked at: requests that are equal in this have equal numbers."""
        return replace(self, large=(1, 1), small=(1, 1), device="cpu", zoom=None, sampling=SAMPLINGS[0])

    def grid(self) -> Grid:
        """The grid of the scene. Raises ValueError when the settings do not go with the schedule."""
        film = replace(self.film, run=self.run, seed=self.seed)
        return _grid(self.scene, self.schedule, self.t, film, self.settings)


@lru_cache(maxsize=16)  # the window and the engine both want it
def _grid(scene: str, schedule: ScheduleChoice, t: int, film: Film, settings: Any) -> Grid:
    return SCENES[scene].build(schedule.make(), t, film, settings)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The answer to a request.

    `pixels` is one uint8 array (height, width, 4), blue-green-red-255, that holds all cells; `cells`
    are in the order of `grid.cells`. `size` is that of the first image, in pixels, and `reduction` how many of them
    one pixel of its cell stands for, along a side. A draft is coarser, and the finished frame follows it. `seconds`
    is the time that the engine took. `notice` is a sentence for the user when something did not go as asked, else
    empty.
    """

    request: Request
    grid: Grid
    cells: tuple[FrameCell, ...]
    pixels: npt.NDArray[np.uint8]
    size: Size
    reduction: float
    seconds: float
    device: str
    draft: bool = False
    notice: str = ""
