"""The settings of scenes on the command line: an option of the program for each option of a scene."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from engine.scenes import SCENES, Option

ON_OFF = {"on": True, "off": False}


def add_scene_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of all scenes; those of the same name in several scenes are one."""
    group = parser.add_argument_group("settings of scenes")
    for name, options in _by_name().items():
        scenes = ", ".join(scene for scene, _ in options)
        scene, option = options[0]
        default = _text(option, getattr(SCENES[scene].defaults, name))
        help = f"{scenes}: {_plain(option.help)}" + (f" (default: {default})" if default else "")
        group.add_argument(_flag(name), metavar=_metavar(option), help=help)


def settings_from(parser: argparse.ArgumentParser, scene: str, given: argparse.Namespace) -> Any:
    """The settings of a scene; ends the program with a sentence when one is bad or of another scene."""
    values = {}
    options = {option.name: option for option in SCENES[scene].options}
    for name in _by_name():
        text = getattr(given, name)
        if text is None:
            continue
        if name not in options:
            parser.error(f"argument {_flag(name)}: the scene {scene} has no such setting")
        try:
            values[name] = _value(options[name], text)
        except ValueError as error:
            parser.error(f"argument {_flag(name)}: {error}")
    settings = replace(SCENES[scene].defaults, **values)
    for name in values:
        for other, choices in options[name].when:
            if getattr(settings, other) not in choices:
                text = f"{_flag(other)} {getattr(settings, other)}; it is for {' or '.join(choices)}"
                parser.error(f"argument {_flag(name)}: does nothing with {text}")
    return settings


def settings_words(scene: str, settings: Any) -> list[str]:
    """The words that ask for these settings; what has its default, or does nothing, is left out."""
    words = []
    for option in SCENES[scene].options:
        value = getattr(settings, option.name)
        if option.applies(settings) and value != getattr(SCENES[scene].defaults, option.name):
            words += [_flag(option.name), _text(option, value)]
    return words


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _by_name() -> dict[str, list[tuple[str, Option]]]:
    found: dict[str, list[tuple[str, Option]]] = {}
    for scene, each in SCENES.items():
        for option in each.options:
            found.setdefault(option.name, []).append((scene, option))
    return found


def _value(option: Option, text: str) -> object:
    """What a text means for an option. Raises ValueError with what is allowed."""
    keys = [key for key, _ in option.choices]
    match option.kind:
        case "switch":
            if text in ON_OFF:
                return ON_OFF[text]
            raise ValueError(f"{text!r} is neither on nor off")
        case "choice":
            if text in keys:
                return text
            raise ValueError(f"{text!r} is not one of {', '.join(keys)}")
        case "several":
            names = text.split(",")
            if all(name in keys for name in names) and len(set(names)) == len(names):
                return tuple(names)
            raise ValueError(f"{text!r} is not a list of some of {','.join(keys)}, each once")
        case "folder":
            return text
        case "whole" | "number":
            return _number(option, text)


def _number(option: Option, text: str) -> float:
    limits = f"from {option.minimum:g} to {option.maximum:g}"
    kind, words = (int, "a whole number") if option.kind == "whole" else (float, "a number")
    try:
        number = kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is not {words} {limits}") from None
    if not option.minimum <= number <= option.maximum:
        raise ValueError(f"{text!r} is not {words} {limits}")
    return number


def _text(option: Option, value: Any) -> str:
    if option.kind == "switch":
        return "on" if value else "off"
    return ",".join(value) if option.kind == "several" else str(value)


def _metavar(option: Option) -> str:
    keys = [key for key, _ in option.choices]
    if option.kind == "number":
        return f"{option.minimum:g}..{option.maximum:g}"
    words = {
        "switch": "on|off",
        "choice": "|".join(keys),
        "several": ",".join(keys[:2]) + ",...",
        "whole": "N",
        "folder": "FOLDER",
    }
    return words[option.kind]


def _plain(help: str) -> str:
    return help.replace("%", "%%")
