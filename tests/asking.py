"""Requests for the tests of the engine: a view by its fields, and what no view holds."""

from __future__ import annotations

from typing import Any

from engine.generation.trajectory import Trajectory
from engine.pixels.region import Size
from engine.requests import Request
from engine.state.changes import with_settings
from engine.state.view import View


def ask_for(
    picture: str,
    large: Size,
    small: Size,
    *,
    device: str = "cpu",
    trajectory: Trajectory | None = None,
    settings: Any = None,
    **fields: Any,
) -> Request:
    """A request for a view with these fields; `settings` are those of its scene. t is 0 unless given."""
    view = View(**{"t": 0, **fields})
    if settings is not None:
        view = with_settings(view, view.scene, settings)
    return Request(view, picture, large, small, device, trajectory)
