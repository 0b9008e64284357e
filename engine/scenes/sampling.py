"""What the scenes with a sampler share: the run that its settings mean, and what they say of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from engine.mix import Layer, Mix
from engine.option import Option
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.level import Course, Level
from engine.samplers.run import LISTS, SamplerRun, levels_text, parse
from engine.samplers.timesteps import SPACINGS, WHOLE
from engine.scenes.formula import timestep, weighted
from engine.scenes.sampler_options import DEFAULTS, GROUP, OPTIONS, SAMPLER, SPACING, field_of
from engine.schedules import MAX_STEPS, Schedule

START = Option(
    "start",
    "from t =",
    "whole",
    "Noise the picture up to this timestep and go back from there; 0 begins with noise alone.",
    maximum=MAX_STEPS,
    none="noise",
    group=GROUP,
)
SNAPSHOTS = Option(
    "snapshots", "images", "whole", "Images of the chain.", minimum=2, maximum=12, group="Images"
)


def sampler_options(steps: Option) -> tuple[Option, ...]:
    """The options of a scene with a sampler, with that for its steps; a text for the sampler may be a whole run."""
    spread = partial(with_run, steps=steps.name)
    counted = replace(steps, when=(("spacing", tuple(SPACINGS)),))  # a list has its own number
    return replace(SAMPLER, spread=spread), SPACING, counted, *OPTIONS


def run_of(settings: Any, steps: int) -> SamplerRun:
    """The run of N = `steps`, or of a list of levels, that the settings of such a scene mean.

    Raises:
        ValueError: when one of them is not allowed with the sampler or spacing.
    """
    options = tuple(
        (name, _in_run(name, getattr(settings, field)))
        for name, field in _fields(settings.sampler, settings.spacing)
        if getattr(settings, field) != DEFAULTS[field]
    )
    whole = settings.whole_timesteps and settings.spacing not in WHOLE
    text = getattr(settings, settings.spacing) if settings.spacing in LISTS else ""
    listed = tuple(float(level) for level in text.split("/")) if text else ()
    return SamplerRun(settings.sampler, steps, settings.spacing, options, listed, whole)


def with_run(settings: Any, text: str, *, steps: str) -> Any:
    """The settings with a run by name, such as `dpmpp_2m:spacing=karras,steps=20`; `steps` is their field for N.

    Without a number of steps theirs stays.

    Raises:
        ValueError: when there is no such run.
    """
    run = parse(text)
    if run.schedule or run.shift != 1:
        raise ValueError(
            "runs that are compared may have a schedule and a shift of their own: choose the schedule itself here"
        )
    given = dict(run.options)
    values: dict[str, Any] = {"sampler": run.sampler, "spacing": run.spacing, "whole_timesteps": run.whole}
    if run.listed:
        values[run.spacing] = levels_text(run.listed)
    elif "steps=" in text.replace(" ", ""):
        values[steps] = run.steps
    for name, field in _fields(run.sampler, run.spacing):
        values[field] = _in_settings(name, given[name], DEFAULTS[field]) if name in given else DEFAULTS[field]
    return replace(settings, **values)


def _fields(sampler: str, spacing: str) -> Iterator[tuple[str, str]]:
    """The options of a sampler and a spacing, each with its field in the settings."""
    of_spacing = SPACINGS[spacing].options if spacing in SPACINGS else ()
    for owner, options in ((sampler, SAMPLERS[sampler].options), (spacing, of_spacing)):
        for option in options:
            yield option.name, field_of(owner, option.name)


def _in_run(name: str, value: Any) -> float:
    if name == "large_variance":
        return float(value == "beta")
    return -2 * math.log(value) if name.startswith("log_snr") else float(value)


def _in_settings(name: str, value: float, default: Any) -> Any:
    if name == "large_variance":
        return "beta" if value else "posterior"
    value = math.exp(-value / 2) if name.startswith("log_snr") else value
    return f"{value:g}" if isinstance(default, str) else type(default)(value)


def step_equation(schedule: Schedule, run: SamplerRun, now: Level, then: Level) -> str:
    """The step of a sampler from a level to the next as TeX: with its numbers, where one answer decides it."""
    family = run.family
    if family.stages > 1 or not family.markov:
        return family.formula
    x_t, x0_hat, z = (Mix.of(Layer("noise", name)) for name in ("x_t", "x0_hat", "z"))
    walk = run.walk(x_t, Course(schedule, (now, then)), lambda now, then: z)
    next(walk)
    try:
        walk.send(x0_hat)
    except StopIteration as end:
        weights = end.value.weights
    symbols = {"x0_hat": r"\hat x_0", "x_t": rf"x_{{{timestep(now.t)}}}", "z": "z"}
    terms = ((weights.get(Layer("noise", name), 0.0), symbol) for name, symbol in symbols.items())
    return rf"x_{{{timestep(then.t)}}} = {weighted(*terms)}"
