"""All that is to be seen, as one value: equal views give equal pixels on any machine.

Not in it: what computes (device, cache), how it looks (theme, sizes, shown curves), and what is to be written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import resources
from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE
from engine.pixels.region import RESAMPLINGS, Zoom
from engine.scenes import SCENES, Strip
from engine.scenes.pinned import Shown
from engine.schedules.choice import ScheduleChoice

MAX_SEED = 2**31 - 1
Marks = tuple[float, float]
"""Between which timesteps playback goes, in parts of T, the first below the second; so they are with any T."""


@dataclass(frozen=True, slots=True)
class FromFile:
    """A picture file, by its whole path where that is known.

    `sha256` is that of its bytes in hexadecimal, empty until it has been read.
    """

    path: Path
    sha256: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Bundled:
    """A picture that comes with the program."""

    name: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """A picture from the clipboard. `sha256` is that of its pixels in hexadecimal, which tells it from others."""

    name: str
    sha256: str = ""


Source = FromFile | Bundled | Pasted
"""Where the picture comes from."""


def named(source: Source, sha256: str) -> Source:
    """A source with the hash that was found when it was opened; what comes with the program needs none."""
    return source if isinstance(source, Bundled) else replace(source, sha256=sha256)


@dataclass(frozen=True, slots=True)
class Pin:
    """A view, A, that is compared with the present one, B, and how. It cannot have a pinned one itself."""

    view: View
    shown: Shown = field(default_factory=Shown)

    def __post_init__(self) -> None:
        if self.view.pin is not None:
            raise ValueError("A view that is pinned cannot have a pinned view of its own: unpin that first.")


@dataclass(frozen=True, slots=True)
class View:
    """What the window shows.

    `working_size` is the long side of the picture in pixels, None for its own. `settings` has those of the scenes
    that differ from their defaults, in the order of SCENES: read them by `settings_of`, change them in changes.py.
    With a `pin` it is compared with that. Playback goes between its `marks`, and over all timesteps without.
    """

    source: Source = field(default_factory=lambda: Bundled(resources.picture_names()[0]))
    working_size: int | None = DEFAULT_WORKING_SIZE
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    t: int = 300
    seed: int = 0
    strip: Strip = field(default_factory=Strip)
    scene: str = "forward"
    settings: tuple[tuple[str, Any], ...] = ()
    zoom: Zoom | None = None
    resampling: str = RESAMPLINGS[0]
    pin: Pin | None = None
    marks: Marks | None = None

    def settings_of(self, scene: str) -> Any:
        """The settings of a scene: a frozen dataclass, see engine.scenes."""
        return dict(self.settings).get(scene, SCENES[scene].defaults)

    @property
    def own(self) -> Any:
        """The settings of the scene that is shown."""
        return self.settings_of(self.scene)


def marked(view: View) -> tuple[int, int] | None:
    """The timesteps between which playback goes, None for all; the two differ."""
    low, high = timesteps(view.marks, view.schedule.final_steps)
    return (low, high) if view.marks and low < high else None


def timesteps(marks: Marks | None, steps: int) -> tuple[int, int]:
    """The first and the last timestep of playback, of 0 to `steps`; with a small T they may be the same."""
    low, high = marks or (0, 1)
    return round(low * steps), round(high * steps)


def shows_comparison(view: View) -> bool:
    """Whether new pictures of several runs are to be seen."""
    return view.scene == "samplers" and bool(view.own.shows_new_pictures)


def shows_plane(view: View) -> bool:
    """Whether the paths of runs are to be seen."""
    return shows_generation(view) and bool(view.own.plane)


def shows_generation(view: View) -> bool:
    """Whether new pictures are to be seen."""
    return view.scene == "generate"


def has_generation(view: View) -> bool:
    """Whether new pictures are to be seen, of the view itself or of the one that is pinned beside it."""
    return shows_generation(view) or (view.pin is not None and shows_generation(view.pin.view))
