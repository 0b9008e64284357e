"""The command line: what can be asked for at the start, and the line that asks for the present view."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import resources
from engine.jobs import Generate, OpenBundled, OpenFile
from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE
from engine.pixels.region import SAMPLINGS, Size, Zoom
from engine.requests import Request
from engine.scenes import MAX_ROWS, MAX_SAMPLES, SCENES, Film
from engine.schedules import MAX_STEPS, SCHEDULES
from engine.schedules.choice import ScheduleChoice
from engine.state import arguments
from engine.state.scene_options import add_scene_options, settings_from, settings_words

MAX_SEED = 2**31 - 1
DEFAULT_SIZE = (1600, 1000)
THEME_NAMES = ("system", "dark", "light")


@dataclass(frozen=True)
class Options:
    """The state that the program starts with.

    `settings` are those of the scene, None for its defaults. `picture` None is the bundled picture named
    `bundled`, `working_size` None the original size, `theme` and `window_size` None what the last session left.
    `cache` is in MB. With `screenshot` that file is saved, with `cells` the images of the scene into that folder,
    and no window opens.
    """

    picture: Path | None = None
    bundled: str = resources.picture_names()[0]
    scene: str = "forward"
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    t: int = 300
    seed: int = 0
    film: Film = field(default_factory=Film)
    settings: Any = None
    working_size: int | None = DEFAULT_WORKING_SIZE
    zoom: Zoom | None = None
    sampling: str = SAMPLINGS[0]
    cache: int = 128
    device: str = "auto"
    window_size: Size | None = None
    theme: str | None = None
    screenshot: Path | None = None
    cells: Path | None = None

    @property
    def opening(self) -> OpenFile | OpenBundled:
        """The job that opens the picture."""
        if self.picture is not None:
            return OpenFile(self.picture, self.working_size)
        return OpenBundled(self.bundled, self.working_size)

    def request(self, picture: str, device: str) -> Request:
        """The view of these options, of a picture that is open, on a device; its sizes are not known yet."""
        return Request(
            picture=picture,
            large=(1, 1),
            small=(1, 1),
            schedule=self.schedule,
            scene=self.scene,
            settings=self.settings_of(self.scene),
            film=self.film,
            t=self.t,
            seed=self.seed,
            device=device,
            zoom=self.zoom,
            sampling=self.sampling,
        )

    @property
    def shows_generation(self) -> bool:
        """Whether new pictures are to be seen."""
        return self.scene == "generate"

    def generation(self, picture: str, device: str) -> Generate | None:
        """The job that makes new pictures on a device from a picture that is open, if that is what is to be seen."""
        if not self.shows_generation:
            return None
        settings = self.settings_of(self.scene)
        return Generate(
            picture,
            self.schedule,
            settings.recipe(self.seed, self.schedule.steps),
            settings.seeds,
            device,
        )

    def settings_of(self, scene: str) -> Any:
        """The settings with which a scene begins."""
        return self.settings if self.settings and scene == self.scene else SCENES[scene].defaults


def parse(words: Sequence[str]) -> Options:
    """The options of a command line. Ends the program with code 2 and a sentence when one is bad."""
    parser = _parser()
    given = parser.parse_args(words)
    name, parameters = given.schedule
    schedule = ScheduleChoice(name, given.steps, parameters)
    try:
        schedule.make()
    except ValueError as error:
        parser.error(f"argument --schedule: {error}")
    settings = settings_from(parser, given.scene, given)
    usual = (
        0 if given.scene == "generate" else round(0.3 * given.steps)
    )  # the new picture, or a state half way
    t = usual if given.t is None else given.t
    if t > given.steps:
        parser.error(f"argument --t: {t} is beyond the last timestep; it must be 0 to {given.steps}")
    if given.large_sample > given.samples:
        parser.error(
            f"argument --large-sample: {given.large_sample} is more than there are samples; "
            f"it must be 1 to {given.samples}"
        )
    options = Options(
        picture=given.picture,
        bundled=given.bundled or Options.bundled,
        scene=given.scene,
        schedule=schedule,
        t=t,
        seed=given.seed,
        film=Film(
            rows=given.rows,
            samples=given.samples,
            column=given.large_sample - 1,
            independent=given.independent_noise,
        ),
        working_size=given.working_size,
        zoom=given.zoom,
        sampling=given.sampling,
        cache=given.cache,
        settings=settings,
        device=given.device,
        window_size=given.size,
        theme=given.theme,
        screenshot=given.screenshot,
        cells=given.cells,
    )
    try:
        options.request("", options.device).grid()
    except ValueError as error:  # each setting is possible, but not with this schedule
        parser.error(f"the scene {options.scene} is not possible: {error}")
    return options


def to_command(options: Options) -> str:
    """The command line that gives these options; what has its default is left out."""
    default = Options()
    values = {
        "--bundled": (options.bundled if options.picture is None else default.bundled, default.bundled),
        "--scene": (options.scene, default.scene),
        "--schedule": (
            arguments.schedule_text(options.schedule),
            arguments.schedule_text(default.schedule),
        ),
        "--steps": (options.schedule.steps, default.schedule.steps),
        "--t": (options.t, None),
        "--seed": (options.seed, default.seed),
        "--rows": (options.film.rows, default.film.rows),
        "--samples": (options.film.samples, default.film.samples),
        "--large-sample": (options.film.column + 1, default.film.column + 1),
        "--working-size": (options.working_size or "original", default.working_size),
        "--zoom": (options.zoom and arguments.zoom_text(options.zoom), None),
        "--sampling": (options.sampling, default.sampling),
        "--cache": (options.cache, default.cache),
        "--device": (options.device, default.device),
        "--size": (options.window_size and arguments.size_text(options.window_size), None),
        "--theme": (options.theme, None),
        "--screenshot": (options.screenshot and arguments.file_text(options.screenshot), None),
        "--cells": (options.cells and arguments.file_text(options.cells), None),
    }
    words = ["python", "main.py"]
    if options.picture is not None:
        words.append(arguments.file_text(options.picture))
    for option, (value, usual) in values.items():
        if value != usual:
            words += [option, str(value)]
    if options.film.independent:
        words.append("--independent-noise")
    words += settings_words(options.scene, options.settings_of(options.scene))
    return arguments.join_words(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diffusion-sandbox",
        description="See diffusion: drag the timestep and watch images and curves of the noise process.",
        allow_abbrev=False,
    )
    _add_content(parser)
    add_scene_options(parser)
    _add_surroundings(parser)
    parser.add_argument("--version", action=_SayVersion, nargs=0, help="say which this is and end")
    parser.add_argument("--list-schedules", action=_ListSchedules, nargs=0, help="list them and end")
    return parser


def _add_content(parser: argparse.ArgumentParser) -> None:
    """The options that say what is on the images."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("picture", nargs="?", type=Path, help="picture file to open")
    source.add_argument("--bundled", choices=resources.picture_names(), help="open a bundled picture")
    parser.add_argument("--scene", choices=SCENES, default="forward", help="figure (default: forward)")
    parser.add_argument(
        "--schedule",
        type=arguments.schedule,
        default=("linear", ()),
        metavar="NAME[:KEY=VALUE,...]",
        help="noise schedule (default: linear), see --list-schedules",
    )
    for option, letter, least, most, usual, help in (
        ("--steps", "T", 1, MAX_STEPS, 1000, "number of noise steps (default: 1000)"),
        ("--t", "t", 0, MAX_STEPS, None, "timestep, 0 to T (default: 0.3 T; 0 for a new picture)"),
        ("--seed", "SEED", 0, MAX_SEED, 0, "seed of the noise (default: 0)"),
        ("--rows", "N", 1, MAX_ROWS, 5, "number of fixed timesteps (default: 5)"),
        ("--samples", "M", 1, MAX_SAMPLES, 4, "samples per timestep (default: 4)"),
        ("--large-sample", "M", 1, MAX_SAMPLES, 1, "the sample that is shown large (default: 1)"),
    ):
        parser.add_argument(
            option, type=arguments.whole(least, most), default=usual, metavar=letter, help=help
        )
    parser.add_argument("--independent-noise", action="store_true", help="noise of its own in every row")
    parser.add_argument(
        "--working-size",
        type=arguments.working_size,
        default=DEFAULT_WORKING_SIZE,
        metavar="PIXELS",
        help="long side of the picture: 64, 128, 256, 512 (default), 1024 or original",
    )


def _add_surroundings(parser: argparse.ArgumentParser) -> None:
    """The options that say where and how it is computed and shown."""
    parser.add_argument(
        "--zoom",
        type=arguments.zoom,
        metavar="X,Y,WIDTH",
        help="show this part of the picture: its centre and width in pixels at the working size",
    )
    parser.add_argument(
        "--sampling",
        choices=SAMPLINGS,
        default=SAMPLINGS[0],
        help="what a reduced picture shows: averages (default) or single pixels, with noise at full strength",
    )
    parser.add_argument(
        "--cache",
        type=arguments.whole(0, 2**20),
        default=Options.cache,
        metavar="MB",
        help="memory for images that may be needed again (default: 128); a large screen may need more",
    )
    parser.add_argument(
        "--device", type=arguments.device, default="auto", help="auto (default), cpu, cuda, cuda:1 or mps"
    )
    parser.add_argument("--size", type=arguments.size, metavar="WxH", help="window size (first: 1600x1000)")
    parser.add_argument("--theme", choices=THEME_NAMES, help="colours (first: system)")
    output = parser.add_mutually_exclusive_group()
    output.add_argument(
        "--screenshot", type=arguments.png_file, metavar="FILE", help="save a PNG and open no window"
    )
    output.add_argument(
        "--cells",
        type=arguments.folder,
        metavar="FOLDER",
        help="save each image of the scene, with a table, and open no window",
    )


class _ListSchedules(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        lines = []
        for family in SCHEDULES.values():
            parameters = ", ".join(f"{each.name}={each.default:g}" for each in family.parameters)
            lines.append(f"{family.name:12}{family.title} ({family.source}): {parameters}\n")
        print("".join(lines), end="")  # at once: a reader may stop after the first line
        parser.exit()


class _SayVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        print(f"Diffusion Sandbox {_version()}")
        parser.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow

    try:
        return version("diffusion-sandbox")
    except PackageNotFoundError:
        import tomllib

        project = Path(__file__).parents[2] / "pyproject.toml"
        found: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return found
