"""The job that makes beforehand what the window needs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.requests import Request
from engine.state.change import Change


@dataclass(frozen=True, slots=True, eq=False)
class Prepare:
    """Job: make what a change of a view needs, so that the window, which shows `request` now, finds it made."""

    request: Request
    change: Change
