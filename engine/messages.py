"""What crosses between the window and the engine: immutable names and numbers, and finished frames."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.generation.progress import Run
from engine.generation.recipe import Recipe
from engine.mix import Mix
from engine.pixels.region import Size, Zoom
from engine.scenes import SCENES, Film, Grid
from engine.schedules import Schedule, make_schedule

Value = tuple[float, float, float]
"""Red, green and blue of a pixel, before clipping to [-1, 1]."""


SAMPLINGS = ("average", "pixels")
"""What a pixel of the screen shows of several of the picture: their average, or one of them."""


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule by name; parameters that are not given take their defaults."""

    name: str = "linear"
    steps: int = 1000
    parameters: tuple[tuple[str, float], ...] = ()

    def make(self) -> Schedule:
        """The schedule. Raises ValueError with one sentence when the choice is not possible."""
        return make_schedule(self.name, self.steps, **dict(self.parameters))


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


@dataclass(frozen=True, slots=True)
class FrameCell:
    """Where a cell lies in the frame's pixels, or why it is not drawn (`problem`, else empty)."""

    x: int
    y: int
    width: int
    height: int
    problem: str = ""


@dataclass(eq=False)
class Canvas:
    """Memory that frames are drawn into, one after the other.

    `pixels` is uint8 (height, width, 4), blue-green-red-255. `cells` and `shown` are what the renderer
    left there, so that it can leave out what has not changed.
    """

    pixels: npt.NDArray[np.uint8]
    cells: tuple[FrameCell, ...] = ()
    shown: list[object] = field(default_factory=list)


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


@dataclass(frozen=True, slots=True)
class Device:
    """A place to compute: `name` as torch says it (`cpu`, `cuda:0`, `mps`), `title` for people."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Job: open a picture file."""

    path: Path
    working_size: int | None


@dataclass(frozen=True, slots=True)
class OpenBundled:
    """Job: open one of the pictures that come with the program."""

    name: str
    working_size: int | None


@dataclass(frozen=True, slots=True)
class OpenData:
    """Job: open the bytes of a picture file (pasted, for instance)."""

    name: str
    data: bytes
    working_size: int | None


@dataclass(frozen=True, slots=True)
class ChangeWorkingSize:
    """Job: the present picture again, at another working size."""

    working_size: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Job: how large differences of images are, at full resolution and before clipping; see `Distance`."""

    picture: str
    seed: int
    differences: tuple[Mix, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """Job: the values of some images at one pixel of the picture, before clipping: a tuple of (red, green, blue)."""

    picture: str
    seed: int
    mixes: tuple[Mix, ...]
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Distance:
    """The size of a difference d of images in [-1, 1], over all pixels and channels.

    l1 = mean |d|, l2 = sqrt(mean d^2), psnr = 20 log10(2 / l2) in dB, infinite where the images are equal.
    """

    l1: float
    l2: float

    @property
    def psnr(self) -> float:
        """Peak signal-to-noise ratio in dB, for the range 2."""
        if self.l2 == 0:
            return math.inf
        return 20 * math.log10(2 / self.l2) if self.l2 < math.inf else -math.inf


@dataclass(frozen=True, slots=True)
class Generate:
    """Job: new pictures from a picture, `samples` at once; its progress has a `Run` whenever that has come further.

    `device` is the name of a `Device`.
    """

    picture: str
    schedule: ScheduleChoice
    recipe: Recipe
    samples: int = 1
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class FindMatches:
    """Job: the patches that one pixel of a run comes from: a tuple of `Match`. `place` is in parts of the picture."""

    run: str
    sample: int
    state: int
    place: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Match:
    """A patch of the picture: its centre in parts of width and height, its side in parts of the height, weight."""

    x: float
    y: float
    side: float
    weight: float


@dataclass(frozen=True, slots=True)
class ExportCells:
    """Job: write every cell of a view at full resolution into a folder."""

    request: Request
    folder: Path


Progress = float | Run | None
"""What a job yields between its slices: 0 to 1, or a run that has come further, or None where it is not known."""
OpenJob = OpenFile | OpenBundled | OpenData | ChangeWorkingSize
Job = OpenJob | Measure | Probe | ExportCells | Generate | FindMatches


@dataclass(frozen=True, slots=True, eq=False)
class PictureOpened:
    """Result of the open jobs: what the window shows of the picture.

    `x0_range` is the least and greatest value in [-1, 1]; `thumbnail` is uint8 (h, w, 3) RGB, at most
    480 pixels long.
    """

    id: str
    name: str
    size: Size
    original_size: Size
    source_type: str
    x0_range: tuple[float, float]
    notes: tuple[str, ...]
    thumbnail: npt.NDArray[np.uint8]
