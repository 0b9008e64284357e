"""The command line: what can be asked for at the start, and the line that asks for the present view."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.messages import ScheduleChoice, Size
from engine.pictures import DEFAULT_WORKING_SIZE, WORKING_SIZES
from engine.scenes import MAX_ROWS, MAX_SAMPLES, SCENES, ForwardSettings
from engine.schedules import MAX_STEPS, SCHEDULES

MAX_SEED = 2**31 - 1
DEFAULT_SIZE = (1600, 1000)
THEME_NAMES = ("system", "dark", "light")


@dataclass(frozen=True)
class Options:
    """The state that the program starts with.

    `picture` None is the first bundled picture, `working_size` None the original size, `theme` and
    `window_size` None what the last session left. With `screenshot`, that file is saved and no window opens.
    """

    picture: Path | None = None
    scene: str = "forward"
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    t: int = 300
    seed: int = 0
    settings: ForwardSettings = field(default_factory=ForwardSettings)
    working_size: int | None = DEFAULT_WORKING_SIZE
    device: str = "auto"
    window_size: Size | None = None
    theme: str | None = None
    screenshot: Path | None = None


def parse(arguments: Sequence[str]) -> Options:
    """The options of a command line. Ends the program with code 2 and a sentence when one is bad."""
    parser = _parser()
    given = parser.parse_args(arguments)
    name, parameters = given.schedule
    schedule = ScheduleChoice(name, given.steps, parameters)
    try:
        schedule.make()
    except ValueError as error:
        parser.error(str(error))
    t = round(0.3 * given.steps) if given.t is None else given.t
    if t > given.steps:
        parser.error(f"argument --t: {t} is beyond the last timestep; it must be 0 to {given.steps}.")
    return Options(
        picture=given.picture,
        scene=given.scene,
        schedule=schedule,
        t=t,
        seed=given.seed,
        settings=ForwardSettings(rows=given.rows, samples=given.samples, independent=given.independent_noise),
        working_size=given.working_size,
        device=given.device,
        window_size=given.size,
        theme=given.theme,
        screenshot=given.screenshot,
    )


def to_command(options: Options) -> str:
    """The command line that gives these options; what has its default is left out."""
    default = Options()
    words = ["python", "main.py"]
    if options.picture is not None:
        words.append(str(options.picture))
    values = {
        "--scene": (options.scene, default.scene),
        "--schedule": (_schedule_text(options.schedule), _schedule_text(default.schedule)),
        "--steps": (options.schedule.steps, default.schedule.steps),
        "--t": (options.t, None),
        "--seed": (options.seed, default.seed),
        "--rows": (options.settings.rows, default.settings.rows),
        "--samples": (options.settings.samples, default.settings.samples),
        "--working-size": (options.working_size or "original", default.working_size),
        "--device": (options.device, default.device),
        "--size": ("{}x{}".format(*options.window_size) if options.window_size else None, None),
        "--theme": (options.theme, None),
        "--screenshot": (options.screenshot, None),
    }
    for option, (value, usual) in values.items():
        if value != usual:
            words += [option, str(value)]
    if options.settings.independent:
        words.append("--independent-noise")
    return shlex.join(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diffusion-sandbox",
        description="See diffusion: drag the timestep and watch images and curves of the noise process.",
    )
    parser.add_argument("picture", nargs="?", type=Path, help="picture file to open (default: a bundled one)")
    parser.add_argument("--scene", choices=SCENES, default="forward")
    parser.add_argument(
        "--schedule",
        type=_schedule,
        default=("linear", ()),
        metavar="NAME[:KEY=VALUE,...]",
        help="noise schedule, see --list-schedules",
    )
    parser.add_argument("--steps", type=_whole(1, MAX_STEPS), default=1000, metavar="T", help="noise steps")
    parser.add_argument("--t", type=_whole(0, MAX_STEPS), metavar="t", help="timestep (default: 0.3 T)")
    parser.add_argument("--seed", type=_whole(0, MAX_SEED), default=0)
    parser.add_argument("--rows", type=_whole(1, MAX_ROWS), default=5, help="fixed timesteps")
    parser.add_argument("--samples", type=_whole(1, MAX_SAMPLES), default=4, help="samples per timestep")
    parser.add_argument("--independent-noise", action="store_true", help="noise of its own in every row")
    parser.add_argument(
        "--working-size",
        type=_working_size,
        default=DEFAULT_WORKING_SIZE,
        metavar="PIXELS",
        help="long side of the picture: 64, 128, 256, 512 (default), 1024 or original",
    )
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1 or mps")
    parser.add_argument("--size", type=_size, metavar="WxH", help="window size, 1600x1000 at first")
    parser.add_argument("--theme", choices=THEME_NAMES)
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="save a PNG and open no window")
    parser.add_argument("--version", action="version", version=f"Diffusion Sandbox {_version()}")
    parser.add_argument("--list-schedules", action=_ListSchedules, nargs=0, help="list them and end")
    return parser


class _ListSchedules(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        for family in SCHEDULES.values():
            parameters = ", ".join(f"{each.name}={each.default:g}" for each in family.parameters)
            print(f"{family.name:12}{family.title} ({family.source}): {parameters}")
        parser.exit()


def _schedule(text: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """`cosine:s=0.01,max_beta=0.99` -> the name and the parameters; their values are checked later."""
    name, _, rest = text.partition(":")
    parameters = []
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        try:
            parameters.append((key.strip(), float(value)))
        except ValueError:
            wrong = f"{part!r} is not KEY=NUMBER, as in cosine:s=0.01,max_beta=0.99"
            raise argparse.ArgumentTypeError(wrong) from None
    return name, tuple(parameters)


def _schedule_text(choice: ScheduleChoice) -> str:
    """The argument of --schedule for a choice, without the parameters that have their defaults."""
    usual = {each.name: each.default for each in SCHEDULES[choice.name].parameters}
    changed = [f"{key}={value!r}" for key, value in choice.parameters if value != usual[key]]
    return f"{choice.name}:{','.join(changed)}" if changed else choice.name


class _whole:  # noqa: N801 - argparse shows the name of a type
    """A whole number between two limits."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, text: str) -> int:
        if re.fullmatch(r"[+-]?\d{1,18}", text) and self.least <= int(text) <= self.most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {self.least} to {self.most}")


def _working_size(text: str) -> int | None:
    sizes = {str(size or "original"): size for size in WORKING_SIZES}
    if text not in sizes:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(sizes)}")
    return sizes[text]


def _size(text: str) -> Size:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    if match and 1024 <= int(match[1]) <= 8192 and 700 <= int(match[2]) <= 8192:
        return int(match[1]), int(match[2])
    raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, from 1024x700 to 8192x8192")


def _version() -> str:
    try:
        return version("diffusion-sandbox")
    except PackageNotFoundError:
        import tomllib

        project = Path(__file__).parent.parent / "pyproject.toml"
        found: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return found
