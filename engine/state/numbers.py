"""The numbers of a view, each as an axis: t, those of its scene and schedule, T, and the seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.option import Option
from engine.quoting import tex_text
from engine.scenes import SCENES
from engine.schedules import MAX_STEPS, SCHEDULES, Parameter
from engine.schedules.text import canonical
from engine.schedules.transforms import TRANSFORMS
from engine.state.axis import Axis, equals
from engine.state.changes import with_settings
from engine.state.view import MAX_SEED, View, marked

NARROW = 20
"""A range up to which one usually goes through all of it; of a wider one from half the value to its double."""
SEEDS = 10
Get = Callable[[View], float]
Put = Callable[[View, float], View]


def numbers_of(view: View) -> Iterator[tuple[str, Axis]]:
    """The numbers of a view by name, t first.

    They are called as on the command line; a parameter of the schedule is `schedule.` and its name where a setting of
    the scene has the same, and one of a transform has the name of that before it.
    """
    last = view.schedule.final_steps
    low, high = marked(view) or (0, last)
    way = (high, low) if SCENES[view.scene].backwards else (low, high)
    yield "t", _whole("t", "t", lambda view: view.t, _put_t, way, 0, last)
    options = [
        option
        for option in SCENES[view.scene].options
        if option.kind in ("whole", "number") and option.label and option.applies(view.own)
    ]
    for option in options:
        yield option.name, _setting(view, option)
    yield from _of_schedule(view, {option.name for option in options})
    seeds = view.seed, min(view.seed + SEEDS - 1, MAX_SEED)
    yield "seed", _whole("seed", tex_text("seed"), lambda view: view.seed, _put_seed, seeds, 0, MAX_SEED)


def _whole(
    title: str, symbol: str, get: Get, put: Put, ends: tuple[float, float], low: float, high: float
) -> Axis:
    return Axis(title, get, put, equals(symbol, get, whole=True), ends, low, high, whole=True)


def _setting(view: View, option: Option) -> Axis:
    def get(view: View) -> float:
        value: float = getattr(view.own, option.name)
        return value

    def put(view: View, value: float) -> View:
        return with_settings(view, view.scene, replace(view.own, **{option.name: value}))

    whole = option.kind == "whole"
    low = option.minimum + 1 if option.none else option.minimum  # the least of all means something else
    title = option.label.removesuffix(" =")
    return Axis(
        title=title,
        get=get,
        put=put,
        label=equals(tex_text(title), get, whole=whole),
        ends=usual_ends(get(view), low, option.maximum),
        minimum=option.minimum,
        maximum=option.maximum,
        step=option.step,
        whole=whole,
    )


def _of_schedule(view: View, taken: set[str]) -> Iterator[tuple[str, Axis]]:
    choice = view.schedule
    if choice.given is None:
        for each in SCHEDULES[choice.name].parameters:
            if each.kind == "number":
                yield f"schedule.{each.name}" if each.name in taken else each.name, _parameter(view, each)
        ends = usual_ends(choice.steps, 1, MAX_STEPS)
        yield "steps", _whole("T", "T", lambda view: view.schedule.steps, _put_steps, ends, 1, MAX_STEPS)
    for place, transform in enumerate(choice.transforms):
        for each in TRANSFORMS[transform.name].parameters if transform.active else ():
            yield f"{transform.name}.{each.name}", _of_transform(view, place, each)


def _parameter(view: View, parameter: Parameter) -> Axis:
    def get(view: View) -> float:
        return dict(view.schedule.parameters).get(parameter.name, parameter.default)

    def put(view: View, value: float) -> View:
        values = {**dict(view.schedule.parameters), parameter.name: value}
        return replace(view, schedule=canonical(replace(view.schedule, parameters=tuple(values.items()))))

    return _in_schedule(view, parameter, f"{parameter.name} of the schedule", get, put)


def _of_transform(view: View, place: int, parameter: Parameter) -> Axis:
    def get(view: View) -> float:
        return dict(view.schedule.transforms[place].parameters).get(parameter.name, parameter.default)

    def put(view: View, value: float) -> View:
        if value == get(view):  # it may be one that was not given
            return view
        transforms = list(view.schedule.transforms)
        values = {**dict(transforms[place].parameters), parameter.name: value}
        transforms[place] = replace(transforms[place], parameters=tuple(values.items()))
        return replace(view, schedule=replace(view.schedule, transforms=tuple(transforms)))

    title = TRANSFORMS[view.schedule.transforms[place].name].title
    return _in_schedule(view, parameter, f"{parameter.name} of {title}", get, put)


def _in_schedule(view: View, parameter: Parameter, title: str, get: Get, put: Put) -> Axis:
    low, high = parameter.minimum, parameter.maximum
    # Of all that is allowed there would be hardly a schedule at the ends.
    ends = usual_ends(get(view), low, high, narrow=0)
    return Axis(title, get, put, equals(parameter.label, get, whole=False), ends, low, high, parameter.step)


def usual_ends(value: float, low: float, high: float, narrow: float = NARROW) -> tuple[float, float]:
    """Where a film usually begins and ends, for a number that is `value` now and may be from `low` to `high`."""
    if high - low <= narrow:
        return low, high
    if not value:
        return low, min(high, low + NARROW)
    whole = isinstance(value, int)
    begin, end = (
        min(max(round(value * factor) if whole else value * factor, low), high) for factor in (0.5, 2)
    )
    return begin, end


def _put_t(view: View, t: float) -> View:
    return replace(view, t=min(int(t), view.schedule.final_steps))


def _put_seed(view: View, seed: float) -> View:
    return replace(view, seed=int(seed))


def _put_steps(view: View, steps: float) -> View:
    """Where T changes, t keeps its part of the way."""
    old = view.schedule.final_steps
    changed = replace(view, schedule=replace(view.schedule, steps=int(steps)))
    return replace(changed, t=round(view.t * changed.schedule.final_steps / old))
