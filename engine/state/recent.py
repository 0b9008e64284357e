"""Lists of what was opened last: pictures, sessions."""

from __future__ import annotations

from pathlib import Path

MOST = 10


def add(recent: tuple[Path, ...], file: Path) -> tuple[Path, ...]:
    """The list with a file in front: the newest first, none twice, at most MOST."""
    return (file, *(other for other in recent if other != file))[:MOST]


def without(recent: tuple[Path, ...], file: Path) -> tuple[Path, ...]:
    """The list without a file, which is not there any more."""
    return tuple(other for other in recent if other != file)
