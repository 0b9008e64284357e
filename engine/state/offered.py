"""The options of an export for one view: what it can go through, and between which values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.exports.options import EXPORTS
from engine.option import Option
from engine.state.axis import Axis


def offered(kind: str, settings: Any, axes: Mapping[str, Axis]) -> tuple[Option, ...]:
    """The options of a kind in EXPORTS, of a view with these axes."""
    return tuple(_of_view(option, settings, axes) for option in EXPORTS[kind].options)


def possible(settings: Any, axes: Mapping[str, Axis]) -> Any:
    """The settings of an earlier view in one with these axes: over t, where there is not what they went through.

    Ends that it does not reach are the usual ones.
    """
    if not hasattr(settings, "over"):
        return settings
    if settings.over not in axes:
        return replace(settings, over="t", begin=None, end=None)
    axis = axes[settings.over]
    return replace(settings, begin=_reached(axis, settings.begin), end=_reached(axis, settings.end))


def _reached(axis: Axis, value: float | None) -> float | None:
    try:
        axis.check(axis.minimum if value is None else value)
    except ValueError:
        return None
    return value


def completed(settings: Any, axes: Mapping[str, Axis]) -> Any:
    """The settings with the ends of what they go through."""
    if not hasattr(settings, "over"):
        return settings
    given, usual = (settings.begin, settings.end), axes[settings.over].ends
    begin, end = (each if one is None else one for one, each in zip(given, usual, strict=True))
    return replace(settings, begin=begin, end=end)


def ends_said(settings: Any, axes: Mapping[str, Axis]) -> str:
    """Where the ends that were not chosen are from, in a sentence; empty where that is plain."""
    if getattr(settings, "over", "") != "t" or set(axes["t"].ends) == {axes["t"].minimum, axes["t"].maximum}:
        return ""
    names = [name for name, value in (("From", settings.begin), ("to", settings.end)) if value is None]
    if len(names) == 2:
        return "From and to are the marks of playback (I, O)."
    return f"{names[0].capitalize()} is a mark of playback (I, O)." if names else ""


def _of_view(option: Option, settings: Any, axes: Mapping[str, Axis]) -> Option:
    if option.kind == "name":
        return replace(
            option, kind="choice", choices=tuple((name, each.title) for name, each in axes.items())
        )
    if option.kind != "value":
        return option
    axis = axes[settings.over]
    return replace(
        option,
        kind="whole" if axis.whole else "value",
        minimum=axis.minimum,
        maximum=axis.maximum,
        step=axis.step,
        none="",
    )
