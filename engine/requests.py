"""View requests and the frames that answer them: immutable names and numbers, and finished pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.pixels.region import RESAMPLINGS, Size
from engine.quoting import shown
from engine.scenes import SCENES, TITLES, Given, Grid
from engine.scenes.offset import LEFT_OUT, covariance, with_offset_noise, with_remark
from engine.scenes.pinned import compared, of_seed
from engine.scenes.results import Needs
from engine.scenes.scene import nothing
from engine.state.differences import names_of, same_picture
from engine.state.pinning import a_of

if TYPE_CHECKING:
    from engine.generation.comparison import Comparison
    from engine.generation.plane import Plane
    from engine.generation.trajectory import Trajectory
    from engine.pixels.canvas import FrameCell
    from engine.planning.facts import PictureFacts
    from engine.scenes.results import Results
    from engine.schedules.choice import ScheduleChoice
    from engine.state.view import View


@dataclass(frozen=True, slots=True)
class Request:
    """What should be on the screen: a view, and what no view holds.

    `picture` is the id that a successful open job gave; `large` and `small` are the sizes in screen pixels of the
    cells in large rows and in the others; `device` is the name of a `Device`; `trajectory` has the new pictures
    that are there, and `pinned` those of the pinned view; `facts` are those of the picture, for a scene with charts,
    once they have been found; `results` are what has been calculated for it, None to do that at once; `comparison`
    has the new pictures of runs that are compared, and `plane` the paths of those that are kept. With `alone` there
    is only the image of x_t, or the two that are compared; without `strips` there are only the large rows. Titles of
    two that are compared are `named` where nothing beside the image says what they are.
    """

    view: View
    picture: str
    large: Size
    small: Size
    device: str = "cpu"
    trajectory: Trajectory | None = None
    facts: PictureFacts | None = None
    results: Results | None = None
    comparison: Comparison | None = None
    plane: Plane | None = None
    alone: bool = False
    strips: bool = True
    pinned: Trajectory | None = None
    named: bool = False

    @property
    def content(self) -> Request:
        """What is to be seen, without how it is looked at: requests that are equal in this have equal numbers."""
        view, pin = replace(self.view, zoom=None, resampling=RESAMPLINGS[0], marks=None), self.view.pin
        if pin is not None:
            how = replace(pin.shown, edge=0.5)
            view = replace(view, pin=replace(pin, view=replace(pin.view, zoom=None), shown=how))
        return replace(self, view=view, large=(1, 1), small=(1, 1), device="cpu", results=None, plane=None)

    def shows_the_same(self, other: Request | None) -> bool:
        """Whether another request has equal content; most that have not differ in t, and are not looked at closer."""
        return other is not None and self.view.t == other.view.t and self.content == other.content

    def needs(self) -> Needs:
        """What must be calculated for its charts.

        Raises:
            ValueError: when the settings do not go with the schedule.
        """
        view, needs = self.view, SCENES[self.view.scene].needs
        if needs is nothing:  # most scenes: their schedules are not looked at for it
            return Needs()
        return needs(view.schedule.make(), self._given(view, self.trajectory), view.own)

    def grid(self) -> Grid:
        """The grid of the scene, or of two views that are compared; a scene with charts shows those.

        Raises:
            ValueError: when the settings do not go with the schedule.
        """
        own, pin = self._of(self.view, self.trajectory), self.view.pin
        if pin is None or SCENES[self.view.scene].has_charts:
            return own.alone if self.alone else own if self.strips else own.without_strips
        a = a_of(self.view, self.pinned)
        return compared(self._pinned(a), own, pin.shown, names_of(a, self.view), named=self.named)

    def table(self) -> Iterator[dict[str, Any]]:
        """The numbers of its charts, by the names of their columns.

        Raises:
            ValueError: when the scene has no charts, or the settings do not go with the schedule.
        """
        view, scene = self.view, SCENES[self.view.scene]
        if scene.table is None:
            charted = ", ".join(name for name, each in SCENES.items() if each.has_charts)
            raise ValueError(f"The scene {view.scene} has no charts; those with a table are {charted}.")
        return scene.table(view.schedule.make(), self._given(view, self.trajectory), view.own)

    def words_at(self, chart: int, x: float, y: float) -> str:
        """What is at a place of a chart of its scene, empty where there is nothing to say."""
        view, given = self.view, self._given(self.view, self.trajectory)
        return SCENES[view.scene].words_at(view.schedule.make(), view.t, given, view.own, chart, x, y)

    def t_at(self, x: float) -> int:
        """The timestep at x of a chart with a cursor."""
        return SCENES[self.view.scene].t_at(self.view.schedule.make(), self.view.own, x)

    def clicked(self, chart: int, x: float, y: float) -> Any:
        """The settings of its scene after a click at a place of a chart, None where a click does nothing."""
        view, given = self.view, self._given(self.view, self.trajectory)
        return SCENES[view.scene].click(view.schedule.make(), given, view.own, chart, x, y)

    def _given(self, view: View, run: Trajectory | None) -> Given:
        return Given(
            view.strip,
            view.seed,
            run,
            self.facts,
            self.results,
            self.comparison,
            self.plane,
            view.schedule.offset_noise,
        )

    def _of(self, view: View, run: Trajectory | None) -> Grid:
        return _grid(view.scene, view.schedule, view.t, self._given(view, run), view.own)

    def _pinned(self, a: View) -> Grid | str:
        """The grid of the pinned view, or why it cannot be shown beside the present one."""
        b = self.view
        if not same_picture(a.source, b.source):
            return f"A is of {shown(a.source.name)}, and one picture is open at a time: open that to compare."
        if a.working_size != b.working_size:
            return (
                f"A has another working size, {a.working_size or 'that of the file'}: choose it to compare."
            )
        if SCENES[a.scene].has_charts:
            return f"A shows the charts of {TITLES[a.scene]}, of which there is no image to compare."
        try:
            if a.scene == "generate" and not self._has_run_of(a):
                return "The new pictures of A are not there: exchange A and B, and generate them again."
            grid = self._of(a, self.pinned)
        except ValueError as error:
            return str(error)
        return grid if a.seed == b.seed else of_seed(grid, a.seed)

    def _has_run_of(self, view: View) -> bool:
        made = view.own.trajectory(view.schedule.make(), view.seed)
        return self.pinned is not None and self.pinned.answers(made)


@lru_cache(maxsize=16)  # the window and the engine both want it
def _grid(scene: str, schedule: ScheduleChoice, t: int, given: Given, settings: Any) -> Grid:
    grid = SCENES[scene].build(schedule.make(), t, given, settings)
    strength = schedule.offset_noise
    if not strength:
        return grid
    why = LEFT_OUT.get(scene)
    if why:
        return with_remark(grid, why)
    noisy = with_offset_noise(grid, strength)
    return noisy if SCENES[scene].has_charts else with_remark(noisy, covariance(strength))


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The answer to a request.

    `pixels` is one uint8 array (height, width, 4), blue-green-red-255, that holds all cells; `cells`
    are in the order of `grid.cells`. `size` is that of the first image, in pixels, and `reduction` how many of them
    one pixel of its cell stands for, along a side. A draft is coarser, and the finished frame follows it. `seconds`
    is the time that the engine took. `notice` is a sentence for the user when something did not go as asked, else
    empty. `shown` has a value for each cell: cells with equal ones have the same pixels; None is equal to nothing.
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
    shown: tuple[object, ...] = ()
