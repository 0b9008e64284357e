"""What a window of the tests begins with: a view and looks by their fields."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from engine.state.changes import with_settings
from engine.state.start import Errand, Looks, Machine, Start
from engine.state.view import FromFile, View


def begin(picture: Path | None = None, settings: Any = None, **values: Any) -> Start:
    """A start whose parts have these values; `settings` are those of the scene."""
    own_view = {field.name for field in fields(View)} & values.keys()
    given = bool(own_view) or picture is not None or settings is not None
    parts: dict[str, Any] = {}
    for name, kind in (("view", View), ("looks", Looks), ("machine", Machine), ("errand", Errand)):
        own = {field.name for field in fields(kind)}
        parts[name] = kind(**{key: values.pop(key) for key in list(values) if key in own})
    assert not values, f"no part has {', '.join(values)}"
    view = parts["view"]
    if picture is not None:
        view = View(**{**{f.name: getattr(view, f.name) for f in fields(View)}, "source": FromFile(picture)})
    if settings is not None:
        view = with_settings(view, view.scene, settings)
    return Start(view, parts["looks"], parts["machine"], parts["errand"], given)
