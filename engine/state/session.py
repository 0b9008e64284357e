"""A view as JSON: for session files, for pictures that carry their view, and for the next start."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.json_text import read_json
from engine.scenes import SCENES
from engine.scenes.pinned import Shown
from engine.state.changes import with_settings
from engine.state.check import check_view
from engine.state.field import Data, data_of, said, text_of
from engine.state.pinning import check_shown
from engine.state.refused import Refused
from engine.state.setting_words import option_of, setting, setting_text
from engine.state.sources import KEYS, source_data, source_of
from engine.state.view import Pin, View
from engine.state.words import VIEW, kept

KEY = "diffusion-sandbox"
"""The key of the version in the JSON, and of the JSON in a picture."""
VERSION = 1
MOST_CHARACTERS = 16 * 2**20
"""A session of some thousand characters is usual; one with a schedule of 100,000 numbers has two million."""


@dataclass(frozen=True)
class Session:
    """A view that was read, and what a newer version of the program wrote beside it.

    `said` is a sentence on what is missing in the file that it is from, if anything is.
    """

    view: View
    extra: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


def to_json(view: View, extra: Mapping[str, Any] | None = None, *, shared: bool = False) -> str:
    """The view as JSON, in ASCII; `extra` is that of the session that it was read from.

    What others may get is `shared`: then no folder of this computer is in it, and no `extra`, which may hold any.
    """
    data = _joined(_data(view, shared=shared), {} if shared else extra or {})
    return json.dumps({KEY: VERSION, **data}, indent=1)


def from_json(text: str) -> Session:
    """The session that `to_json` wrote.

    Raises:
        Refused: with one sentence, when the text is anything else, or a value is not possible.
    """
    data = _parsed(text)
    version = data.pop(KEY, None)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Refused("This is not a session of Diffusion Sandbox.")
    if version > VERSION:
        raise Refused(
            f"This session is of a newer version of the program (its format is {said(str(version))}, and this one "
            f"reads {VERSION}): open it there, or install that."
        )
    view = _view(data)
    if "pinned" in data:
        view = replace(view, pin=_pin(data["pinned"]))
    return Session(view, _unknown(data, _known(_scenes_of(data))))


def _view(data: Mapping[str, Any]) -> View:
    view = View()
    if "source" in data:
        view = View(source=source_of(data["source"]))
    for name, each in VIEW.items():
        if name in data:
            try:
                view = each.put(view, each.read(text_of(data[name])))
            except ValueError as error:
                raise _refused(name.replace("_", " "), error, name) from error
    view = _with_all_settings(view, data.get("settings", {}))
    try:
        check_view(view)
    except Refused as error:
        raise _refused(error.fields[0].replace("_", " "), error, *error.fields) from error
    return view


def _pin(data: object) -> Pin:
    """The view that is pinned in a session, and how it is compared."""
    if not isinstance(data, dict) or not isinstance(data.get("view"), dict):
        raise Refused("The session cannot be opened: what is pinned in it is no view.", ("pinned",))
    if "pinned" in data["view"]:
        raise Refused(
            "The session cannot be opened: the view that is pinned has a pinned one itself.", ("pinned",)
        )
    values = {name: data[name] for name in _SHOWN if name in data}
    numbers = [values[name] for name in ("gain", "edge") if name in values]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in numbers):
        raise Refused(
            "The session cannot be opened: gain and edge of its comparison must be numbers.", ("pinned",)
        )
    shown = Shown(**values)
    try:
        if not isinstance(shown.mode, str):
            raise Refused("its mode is no text", ("mode",))
        if not isinstance(shown.follows, bool):
            raise Refused("whether A follows B must be true or false", ("follows",))
        check_shown(shown)
    except Refused as error:
        raise _refused("comparison", error, *error.fields) from error
    pinned = replace(_view(data["view"]), resampling=View().resampling, marks=None)
    return Pin(pinned, replace(shown, gain=float(shown.gain), edge=float(shown.edge)))


def _pin_data(pin: Pin, *, shared: bool) -> dict[str, Any]:
    how = {name: getattr(pin.shown, name) for name in _SHOWN}
    return {"pinned": {**how, "view": _data(pin.view, shared=shared)}}


def _data(view: View, *, shared: bool) -> dict[str, Any]:
    return {
        "source": source_data(view.source, shared=shared),
        **{name: data_of(text) for name, text in kept(VIEW, view).items()},
        "settings": {
            # All settings of what is shown, so that it stays the same where a default changes.
            scene: _settings_data(view, scene, shared=shared)
            for scene in SCENES
            if scene == view.scene or scene in dict(view.settings)
        },
        **(_pin_data(view.pin, shared=shared) if view.pin else {}),
    }


def _settings_data(view: View, scene: str, *, shared: bool) -> dict[str, Data]:
    settings = view.settings_of(scene)
    return {
        option.name: data_of(setting_text(option, getattr(settings, option.name)))
        for option in SCENES[scene].options
        if not (shared and option.kind == "folder")
    }


def _with_all_settings(view: View, data: object) -> View:
    if not isinstance(data, dict):
        raise Refused("The session cannot be opened: its settings are not a table.", ("settings",))
    for scene, values in data.items():
        if scene not in SCENES:
            continue
        if not isinstance(values, dict):
            raise Refused(f"The session cannot be opened: its settings of {scene} are not a table.", (scene,))
        view = with_settings(view, scene, replace(view.settings_of(scene), **_settings(scene, values)))
    return view


def _settings(scene: str, data: dict[str, Any]) -> dict[str, Any]:
    values = {}
    for name, value in data.items():
        option = option_of(scene, name)
        if option is None:
            continue
        try:
            values[name] = setting(option, text_of(value))
        except ValueError as error:
            raise _refused(f"{scene}, {option.label or name}", error, name) from error
    return values


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"This is not a session: it is longer than {MOST_CHARACTERS // 2**20} million letters.")
    try:
        data = read_json(text, "This session", finite=True)
    except ValueError as error:
        raise Refused(str(error)) from error
    if not isinstance(data, dict):
        raise Refused("This is not a session of Diffusion Sandbox.")
    return data


_SHOWN = tuple(each.name for each in fields(Shown))


def _known(scenes: Iterable[str]) -> dict[str, Any]:
    """What this version knows of a session that has settings of these scenes."""
    settings = {
        name: dict.fromkeys(each.name for each in SCENES[name].options) for name in scenes if name in SCENES
    }
    view = {"source": dict.fromkeys(KEYS), **dict.fromkeys(VIEW), "settings": settings}
    return {**view, "pinned": {**dict.fromkeys(_SHOWN), "view": view}}


def _scenes_of(data: Mapping[str, Any]) -> set[str]:
    """The scenes whose settings are in a session."""
    pinned = data.get("pinned", {}).get("view", {})
    return {*data.get("settings", {}), *pinned.get("settings", {})}


def _unknown(data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What of the data this version does not know, at its place."""
    rest = {}
    for name, value in data.items():
        if name not in known:
            rest[name] = value
        elif known[name] is not None and (inner := _unknown(value, known[name])):
            rest[name] = inner
    return rest


def _joined(data: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The data with what was unknown, at its place."""
    joined = dict(data)
    for name, value in extra.items():
        own = joined.get(name)
        if isinstance(own, dict) and isinstance(value, Mapping):
            joined[name] = _joined(own, value)
        elif name not in joined:
            joined[name] = value
    return joined


def _refused(what: str, error: ValueError, *fields: str) -> Refused:
    return Refused(f"The session cannot be opened: {what}: {str(error).rstrip('.')}.", fields)
