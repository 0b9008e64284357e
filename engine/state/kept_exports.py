"""The settings of exports as a text, for the next start: those that are not as usual, by kind and name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.exports.films import usual
from engine.exports.options import EXPORTS
from engine.state.setting_words import setting, setting_text


def exports_text(settings: Mapping[str, Any]) -> str:
    """Settings by kind in EXPORTS as JSON."""
    data = {
        kind: {
            option.name: setting_text(option, getattr(each, option.name))
            for option in EXPORTS[kind].options
            if getattr(each, option.name) != getattr(_usual(kind), option.name)
        }
        for kind, each in settings.items()
    }
    return json.dumps({kind: values for kind, values in data.items() if values})


def settings_of(text: str) -> dict[str, Any]:
    """The settings that `exports_text` was written of; what is missing or damaged is as usual."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    tables = data if isinstance(data, dict) else {}
    return {kind: _settings(kind, table) for kind, table in tables.items() if kind in EXPORTS}


def without_ends(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with the usual ends of what goes over t."""
    return {
        kind: replace(each, begin=None, end=None) if getattr(each, "over", "") == "t" else each
        for kind, each in settings.items()
    }


def _usual(kind: str) -> Any:
    """What the dialog begins with: a film in a format that can be made here."""
    return usual() if kind == "film" else EXPORTS[kind].defaults


def _settings(kind: str, table: Any) -> Any:
    values = {}
    for option in EXPORTS[kind].options:
        text = table.get(option.name) if isinstance(table, dict) else None
        if isinstance(text, str):
            try:
                values[option.name] = setting(option, text)
            except ValueError:
                continue
    return replace(_usual(kind), **values)
