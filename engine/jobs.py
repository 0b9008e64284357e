"""Jobs: what the engine does between the frames, each named by an immutable value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.exports.settings import ImageSettings
from engine.generation.comparison import Comparison
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.measure_jobs import FindLayerFacts, MeasureJob
from engine.open_jobs import PictureJob
from engine.planning.set_spectrum import SetName
from engine.planning.spectrum import Spectrum
from engine.prepare import Prepare
from engine.requests import Request
from engine.samplers.run import SamplerRun
from engine.scenes.results import Calculation, Result
from engine.schedule_jobs import ScheduleJob
from engine.schedules import Schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.quantity import Quantity
from engine.state.view import View, shows_comparison, shows_generation

if TYPE_CHECKING:
    from engine.material import Material  # it needs torch


@dataclass(frozen=True, slots=True)
class Generate:
    """Job: new pictures from a picture, `samples` at once; its progress is a `Trajectory` when that has come further.

    `device` is the name of a `Device`.
    """

    picture: str
    schedule: ScheduleChoice
    recipe: Recipe
    samples: int = 1
    device: str = "cpu"

    @classmethod
    def of(cls, view: View, picture: str, device: str) -> Generate | None:
        """The generation that a view shows, of a picture that is open; None where it shows none."""
        if not shows_generation(view):
            return None
        recipe = view.own.recipe(view.seed, view.schedule.final_steps)
        return cls(picture, view.schedule, recipe, view.own.seeds, device)


@dataclass(frozen=True, slots=True)
class Continue:
    """Job: go on with a run that was stopped, by its id; what it says is that of `run`, which began it."""

    trajectory: str
    run: Generate


@dataclass(frozen=True, slots=True)
class CompareRuns:
    """Job: new pictures of runs that differ in their samplers alone, on a `Device` by name: a `Comparison`."""

    picture: str
    schedule: ScheduleChoice
    recipes: tuple[Recipe, ...]
    device: str = "cpu"

    @classmethod
    def of(cls, view: View, picture: str, device: str) -> CompareRuns | None:
        """The comparison that a view shows, of a picture that is open; None where it shows none."""
        if not shows_comparison(view):
            return None
        return cls(picture, view.schedule, view.own.recipes(view.seed, view.schedule.make()), device)


@dataclass(frozen=True, slots=True)
class FindMatches:
    """Job: the patches that one pixel of a run comes from: a tuple of `Match`. `place` is in parts of the picture."""

    trajectory: str
    sample: int
    state: int
    place: tuple[float, float]


@dataclass(frozen=True, slots=True)
class FindPlane:
    """Job: the `Plane` of a sample of a run and of others of its size that are kept, None of too few states."""

    trajectory: str
    sample: int


@dataclass(frozen=True, slots=True)
class FindFacts:
    """Job: what plans need to know of a picture: its `PictureFacts`."""

    picture: str


@dataclass(frozen=True, slots=True, eq=False)
class WriteCurves:
    """Job: the data of curves as a text for a spreadsheet, see `curve_text`; without quantities `table_text`."""

    schedules: tuple[Schedule, ...]
    quantities: tuple[Quantity, ...]
    looks: CurveLooks


@dataclass(frozen=True, slots=True)
class WriteTable:
    """Job: the numbers of the charts of a view as a text for a spreadsheet, with tabs between its cells."""

    request: Request


@dataclass(frozen=True, slots=True)
class Calculate:
    """Job: what charts are made of, one after the other: its progress is each `Result` once it is there."""

    calculations: tuple[Calculation[Any], ...]


@dataclass(frozen=True, slots=True)
class FindSetSpectrum:
    """Job: the spectrum of a set of pictures: a `SetSpectrum`, also where there is none, which says why."""

    name: SetName

    @classmethod
    def of(cls, view: View) -> FindSetSpectrum | None:
        """That of the set that a view asks for, None where it asks for none."""
        if view.scene != "plan" or view.own.spectrum_of == "picture":
            return None
        members = view.own.spectrum_of
        folder = view.own.folder if members == "folder" else ""
        return cls(SetName(members, folder, view.working_size))


@dataclass(frozen=True, slots=True)
class FindNewPower:
    """Job: the power of new pictures that the Gaussian denoiser made, beside its prediction: a `NewPower`."""

    picture: str
    trajectory: Trajectory
    schedule: ScheduleChoice


@dataclass(frozen=True, slots=True)
class Suggest:
    """Job: what has the least KL for the evaluations of a run: a `Suggestion`. `what` is a name of SUGGESTED."""

    run: SamplerRun
    schedule: ScheduleChoice
    spectrum: Spectrum
    what: str = "spacing"


@dataclass(frozen=True, slots=True)
class ExportCells:
    """Job: write every cell of a view at full resolution into a folder; each carries `text`, the view as JSON."""

    request: Request
    folder: Path
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExportImage:
    """Job: write one image of a view at its own size: its (width, height). It carries `text`, the view as JSON."""

    request: Request
    file: Path
    settings: ImageSettings
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gather:
    """Job: a `Material`, with which frames like that of a request can be rendered for as long as somebody has it."""

    request: Request


@dataclass(frozen=True, slots=True, eq=False)
class Render:
    """Job: the finished `Frame` for a request, in memory of its own, off the window."""

    request: Request
    material: Material


Progress = float | Trajectory | Comparison | Result | None
"""What a job yields between its slices: 0 to 1, or what there is of its result, or None where it is not known."""
Job = (
    PictureJob
    | ScheduleJob
    | Prepare
    | MeasureJob
    | FindFacts
    | FindPlane
    | Calculate
    | FindNewPower
    | FindSetSpectrum
    | Suggest
    | WriteCurves
    | WriteTable
    | ExportCells
    | ExportImage
    | Gather
    | Render
    | Generate
    | Continue
    | CompareRuns
    | FindMatches
)
PATIENCE: dict[type, int] = {
    Prepare: -1,
    **dict.fromkeys((FindFacts, FindLayerFacts, Calculate), 1),
    **dict.fromkeys((CompareRuns, Generate, Continue, FindSetSpectrum, Suggest), 2),
}
"""How patient a job is: the window waits for some, and nobody may be waiting for others; most have 0."""
