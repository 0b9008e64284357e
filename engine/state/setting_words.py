"""The texts of the settings of scenes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from engine.option import Option
from engine.scenes import SCENES
from engine.state.field import ON_OFF, said

RUNS_APART = ";"
"""Between the runs of one text; on the command line each may have its own word instead."""
LONGEST_RUNS, LONGEST_TEXT = 1_000_000, 20_000


def options_by_name() -> dict[str, list[tuple[str, Option]]]:
    """The options of all scenes: those of one name in several scenes are one word of the command line."""
    found: dict[str, list[tuple[str, Option]]] = {}
    for scene, each in SCENES.items():
        for option in each.options:
            found.setdefault(option.name, []).append((scene, option))
    return found


def option_of(scene: str, name: str) -> Option | None:
    """The option of a scene, None if it has no such one."""
    return next((option for option in SCENES[scene].options if option.name == name), None)


def changed_settings(scene: str, settings: Any) -> Iterator[tuple[Option, Any]]:
    """The options that do anything with these settings and differ from the default, with their values."""
    for option in SCENES[scene].options:
        value = getattr(settings, option.name)
        if option.applies(settings) and value != getattr(SCENES[scene].defaults, option.name):
            yield option, value


def spread(scene: str, settings: Any, text: str, option: Option) -> Any:
    """The settings with those that a text means, such as a run.

    Raises:
        ValueError: when it cannot be read, or says what the fields of the scene cannot show.
    """
    assert option.spread is not None
    settings = option.spread(settings, text)
    for each in SCENES[scene].options:
        if each.applies(settings):
            each.check(getattr(settings, each.name))
    return settings


def setting(option: Option, text: str) -> Any:
    """What a text means for an option. Raises ValueError with what is allowed."""
    keys = [key for key, _ in option.choices]
    match option.kind:
        case "switch":
            if text in ON_OFF:
                return ON_OFF[text]
            raise ValueError(f"{said(text)} is neither on nor off")
        case "choice":
            if text in keys:
                return text
            raise ValueError(f"{said(text)} is not one of {', '.join(keys)}")
        case "several":
            names = text.split(",")
            if all(name in keys for name in names) and len(set(names)) == len(names):
                return tuple(names)
            raise ValueError(f"{said(text)} is not a list of some of {','.join(keys)}, each once")
        case "name":
            return text
        case "value":
            return None if text == option.none else _finite(text)
        case "folder":
            if "\0" in text or len(text) > 4096:
                raise ValueError(f"{said(text)} is not the name of a folder")
            return text
        case "runs":
            return _runs(option, text)
        case "text":
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"{said(text)} is longer than {LONGEST_TEXT} letters")
            return option.read(text)
        case "whole" | "number":
            return _number(option, text)


def setting_text(option: Option, value: Any) -> str:
    """The text for the value of an option."""
    if value is None:
        return option.none
    if option.kind == "switch":
        return "on" if value else "off"
    if option.kind == "runs":
        return RUNS_APART.join(value)
    return ",".join(value) if option.kind == "several" else str(value)


def setting_shown(option: Option, value: Any) -> str:
    """The value of an option as the window shows it: a choice by its words, a number without digits of no use."""
    words = dict(option.choices)
    match option.kind:
        case "choice":
            return words[value]
        case "several":
            return ", ".join(words[each] for each in value)
        case "number" if option.none and value == option.minimum:
            return option.none
        case "number":
            return f"{value:.12g}"
        case "whole" if option.none and value == option.minimum:
            return option.none
    return setting_text(option, value)


def setting_metavar(option: Option) -> str:
    """What stands for the value in the list of options."""
    keys = [key for key, _ in option.choices]
    if option.kind == "number":
        return f"{option.minimum:g}..{option.maximum:g}"
    words = {
        "switch": "on|off",
        "choice": "|".join(keys),
        "several": ",".join(keys[:2]) + ",...",
        "whole": "N",
        "value": "NUMBER",
        "name": "NAME",
        "folder": "FOLDER",
        "runs": option.word,
        "text": "TEXT",
    }
    return words[option.kind] + ("[:KEY=VALUE,...]" if option.spread else "")


def _runs(option: Option, text: str) -> tuple[str, ...]:
    if len(text) > LONGEST_RUNS:
        raise ValueError(f"{said(text)} is longer than {LONGEST_RUNS} letters")
    runs = tuple(option.read(each) for each in text.split(RUNS_APART))
    if not option.minimum <= len(runs) <= option.maximum:
        raise ValueError(f"{len(runs)} runs are not {option.minimum:g} to {option.maximum:g}")
    return runs


def _finite(text: str) -> float:
    with suppress(ValueError):
        number = float(text)
        if math.isfinite(number):
            return number
    raise ValueError(f"{said(text)} is not a number")


def _number(option: Option, text: str) -> float:
    limits = f"from {option.minimum:g} to {option.maximum:g}"
    kind, words = (int, "a whole number") if option.kind == "whole" else (float, "a number")
    try:
        number = (
            option.minimum if option.none and text == option.none else kind(text.removesuffix(option.unit))
        )
    except ValueError:
        raise ValueError(f"{said(text)} is not {words} {limits}") from None
    if not option.minimum <= number <= option.maximum:
        raise ValueError(f"{said(text)} is not {words} {limits}")
    return number
