"""The one table of fields: what there is to choose, and the words for it.

The command line, the copied command, the session file and the settings file are made from it. A new field of a View,
Looks or Machine is one entry here, and one of an Errand in errand_words.py; its default is that of the dataclass. The
picture and the settings of the scenes have their words in sources.py and setting_words.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from engine.pixels.region import RESAMPLINGS
from engine.planning.curves import CURVES
from engine.scenes import MAX_ROWS, MAX_SAMPLES, SCENES
from engine.schedules import MAX_STEPS
from engine.schedules.axes import X_AXES
from engine.schedules.curve_looks import X
from engine.schedules.text import schedule, schedule_text
from engine.schedules.transforms import TRANSFORMS
from engine.schedules.transforms_text import read_transforms, transforms_text
from engine.state import texts
from engine.state.curve_words import ALL, POSITIVE, curve_ranges, curve_ranges_text
from engine.state.field import Field, table_of
from engine.state.schedule_words import (
    config,
    drawing_or_numbers,
    drawn,
    given,
    given_text,
    keep_steps,
    numbers_or_drawing,
    schedule_exact,
    text_of_drawn,
)
from engine.state.start import ORDERS, PACES, SPEEDS, THEME_NAMES, Errand, Looks, Machine
from engine.state.view import MAX_SEED, View

DIGITS = ("4", "8", "16")
NONE = "none"

Part = TypeVar("Part", View, Looks, Machine, Errand)

VIEW = table_of(
    Field("scene", "SCENE", f"figure: {', '.join(SCENES)}", texts.one_of(SCENES)),
    Field(
        "schedule",
        "NAME[:KEY=VALUE,...]|FILE",
        "noise schedule, see --list-schedules, or a file with one: a scheduler_config.json, a table or a list",
        schedule,
        schedule_text,
        exact=schedule_exact,
        join=keep_steps,
    ),
    Field("steps", "T", "number of noise steps", texts.whole(1, MAX_STEPS), path="schedule.steps"),
    Field(
        "transforms",
        "NAME[:KEY=VALUE,...];...",
        f"what is done to the schedule, in order: some of {', '.join(TRANSFORMS)}",
        read_transforms,
        transforms_text,
        path="schedule.transforms",
    ),
    Field(
        "given",
        "",
        "the numbers that the schedule is",
        given,
        given_text,
        path="schedule.given",
        join=numbers_or_drawing,
        on_line=False,
    ),
    Field(
        "drawn",
        "V:LOGSNR,...",
        "in the place of a named schedule, one that is drawn: a monotone spline in log SNR through points, V from 0 "
        "(t = 1) to 1 (t = T)",
        drawn,
        text_of_drawn,
        path="schedule.given",
        join=drawing_or_numbers,
    ),
    Field("config", "", "what it was opened from", config, path="schedule.config", on_line=False),
    Field("t", "t", "timestep, 0 to T; usually 0.3 T, 0 for a new picture", texts.whole(0, MAX_STEPS)),
    Field("seed", "SEED", "seed of the noise", texts.whole(0, MAX_SEED)),
    Field("rows", "N", "number of fixed timesteps", texts.whole(1, MAX_ROWS), path="strip.rows"),
    Field("samples", "M", "samples per timestep", texts.whole(1, MAX_SAMPLES), path="strip.samples"),
    Field(
        "large_sample",
        "M",
        "the sample that is shown large",
        lambda text: texts.whole(1, MAX_SAMPLES)(text) - 1,
        lambda column: str(column + 1),
        path="strip.column",
    ),
    Field(
        "independent_noise",
        "",
        "noise of its own in every row",
        texts.switch,
        texts.switch_text,
        path="strip.independent",
    ),
    Field(
        "until_end",
        "",
        "the last of the fixed timesteps is T",
        texts.switch,
        texts.switch_text,
        path="strip.until_end",
    ),
    Field(
        "working_size",
        "PIXELS",
        "long side of the picture: 64, 128, 256, 512, 1024 or original",
        texts.working_size,
        none=texts.ORIGINAL,
    ),
    Field(
        "zoom",
        "X,Y,WIDTH",
        "part of the picture that is shown: its centre and width in pixels at the working size",
        texts.zoom,
        texts.zoom_text,
        exact=texts.zoom_exact,
        none=texts.ALL,
    ),
    Field(
        "resampling",
        "|".join(RESAMPLINGS),
        "what a reduced picture shows: averages, or single pixels with noise at full strength",
        texts.one_of(RESAMPLINGS),
    ),
    Field(
        "marks",
        "FROM,TO",
        "in parts of T, between which timesteps playback goes, and films and sheets over t without --begin and --end",
        texts.marks,
        texts.marks_text,
    ),
)

LOOKS = table_of(
    Field("theme", "|".join(THEME_NAMES), "colours", texts.one_of(THEME_NAMES)),
    Field(
        "size",
        "WxH",
        "window size; a window on a screen is never larger than it",
        texts.size,
        texts.size_text,
        path="window_size",
    ),
    Field(
        "curves",
        "NAME,...",
        f"curves: some of {', '.join(CURVES)}, or {NONE}",
        texts.some_of(CURVES, NONE),
        texts.listed(NONE),
    ),
    Field("curves_over", "|".join(X_AXES), "what the curves are drawn over", texts.one_of(X_AXES)),
    Field(
        "log_curves",
        "NAME,...",
        f"curves with a logarithmic axis, or {NONE}",
        texts.some_of(POSITIVE, NONE),
        texts.listed(NONE),
    ),
    Field(
        "curve_ranges",
        "NAME=FROM:TO,...",
        f"what is seen of the curves, as in {X}=0:100,beta=0:0.01, where {X} is their common axis; or {ALL}",
        curve_ranges,
        curve_ranges_text,
    ),
    Field("digits", "|".join(DIGITS), "digits of the numbers", lambda text: int(texts.one_of(DIGITS)(text))),
    Field("help", "on|off", "help on the scene", texts.switch, texts.switch_text, on_line=False),
    Field("statistics", "on|off", "statistics of x_t", texts.switch, texts.switch_text),
    Field("folded", "NAME,...", "folded parts", texts.names(NONE), texts.listed(NONE), on_line=False),
    Field("speed", "SECONDS", "seconds of a pass of playback", texts.number(*SPEEDS), repr, on_line=False),
    Field("pace", "NUMBER", "timesteps a second of playback", texts.number(*PACES), repr, on_line=False),
    Field("order", "|".join(ORDERS), "what playback does after its end", texts.one_of(ORDERS), on_line=False),
)

MACHINE = table_of(
    Field("device", "DEVICE", "auto, cpu, cuda, cuda:1 or mps", texts.device),
    Field(
        "cache",
        "MB",
        "memory for images that may be needed again; a large screen may need more",
        texts.whole(0, 2**20),
    ),
)


def changed(table: Mapping[str, Field], part: Part, usual: Part) -> dict[str, str]:
    """The texts of the fields that are not as usual, by name."""
    return {
        name: field.typed(part) for name, field in table.items() if field.typed(part) != field.typed(usual)
    }


def kept(table: Mapping[str, Field], part: Part) -> dict[str, str]:
    """The exact texts of all fields that were chosen, by name: for a file."""
    return {name: text for name, field in table.items() if (text := field.kept(part))}


def remembered(table: Mapping[str, Field], read: Callable[[str], str | None], usual: Part) -> Part:
    """The part that `kept` was written of; what is missing or damaged is as usual.

    `read` gives the text that was kept under a name, None if there is none.
    """
    part = usual
    for name, field in table.items():
        text = read(name)
        if text is None:
            continue
        try:
            part = field.put(part, field.read(text))
        except ValueError:
            continue
    return part
