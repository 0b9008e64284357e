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
    """The settings of an earlier view in one with these axes: over t, where there is not what they went through."""
    if getattr(settings, "over", "t") in axes:
        return settings
    return replace(settings, over="t", begin=None, end=None)


def completed(settings: Any, axes: Mapping[str, Axis]) -> Any:
    """The settings with the ends of what they go through."""
    if not hasattr(settings, "over"):
        return settings
    given, usual = (settings.begin, settings.end), axes[settings.over].ends
    begin, end = (each if one is None else one for one, each in zip(given, usual, strict=True))
    return replace(settings, begin=begin, end=end)


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
