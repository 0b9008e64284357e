"""What the program starts with: a view, and what no view holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from engine.pixels.region import Size
from engine.schedules.curve_looks import CurveLooks, Range
from engine.state.view import View

if TYPE_CHECKING:
    from engine.state.handover import Handover

EXPORTED = "film", "figure", "sheet", "image"
"""The names in EXPORTS, each a field of an Errand."""
THEME_NAMES = ("system", "dark", "light")
Order = Literal["loop", "once", "swing"]
"""What playback does after its end: begin again, stop, or turn back."""
ORDERS: tuple[Order, ...] = get_args(Order)
SPEEDS = 0.35, 3600.0
"""Seconds of a pass: more than three flashes a second are a danger to some people (WCAG 2.3.1)."""
PACES = 0.1, 10_000.0
"""Timesteps a second."""


def _unusual(value: Any, usual: Any) -> Any:
    return None if value == usual else value


@dataclass(frozen=True, slots=True)
class Looks:
    """How the window looks; None is what the last session left, or the usual.

    `theme` is "system", "dark" or "light"; `curves` are names of quantities, and their axes and ranges are those of
    CurveLooks; `digits` are those of the readout; `folded` are the names of columns and cards that are folded;
    `speed` is playback's, in seconds of a pass, unless `pace` has timesteps a second, and `order` what it does after
    its end.
    """

    theme: str | None = None
    window_size: Size | None = None
    curves: tuple[str, ...] | None = None
    digits: int | None = None
    help: bool | None = None
    statistics: bool | None = None
    folded: tuple[str, ...] | None = None
    speed: float | None = None
    pace: float | None = None
    order: Order | None = None
    curves_over: str | None = None
    log_curves: tuple[str, ...] | None = None
    curve_ranges: tuple[Range, ...] | None = None

    @property
    def of_curves(self) -> CurveLooks:
        """Those of the curves."""
        given = {
            "names": self.curves,
            "over": self.curves_over,
            "log": self.log_curves,
            "ranges": self.curve_ranges,
        }
        return CurveLooks(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]

    def with_curves(self, looks: CurveLooks) -> Looks:
        """The same with other curves; what of them is usual is left open."""
        usual = CurveLooks()
        return replace(
            self,
            curves=looks.names,
            curves_over=_unusual(looks.over, usual.over),
            log_curves=_unusual(looks.log, usual.log),
            curve_ranges=_unusual(looks.ranges, usual.ranges),
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """What computes: a device as a user names it (auto, cpu, cuda, cuda:1, mps), and MB for layers."""

    device: str = "auto"
    cache: int = 128


@dataclass(frozen=True, slots=True)
class Errand:
    """What is done without a window: one of these files is written, the schedule examined, or the desktop told.

    `cells` is a folder, and `table` the numbers of charts, or of the schedule where the scene has none.

    `settings` are those of the film, figure, sheet or image, see engine.exports.options. `doctor` examines the
    schedule; its findings are said as JSON with `json`.
    """

    screenshot: Path | None = None
    cells: Path | None = None
    table: Path | None = None
    film: Path | None = None
    figure: Path | None = None
    sheet: Path | None = None
    image: Path | None = None
    save_config: Path | None = None
    doctor: bool = False
    json: bool = False
    settings: Any = None
    install_desktop_entry: bool = False
    remove_desktop_entry: bool = False

    @property
    def export(self) -> str:
        """What is exported: a name in EXPORTS, or empty."""
        return next((name for name in EXPORTED if getattr(self, name) is not None), "")


@dataclass(frozen=True, slots=True)
class Start:
    """What a command line asks for. `given` says that it names a view, which then takes the place of the last one.

    `extra` is what a newer version wrote into the session that it names: it is written again with it. `said` are
    sentences on the schedule that was opened from a file.
    """

    view: View = field(default_factory=View)
    looks: Looks = field(default_factory=Looks)
    machine: Machine = field(default_factory=Machine)
    errand: Errand = field(default_factory=Errand)
    given: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    before: Handover | None = None
    """What the program left that this one takes the place of."""
