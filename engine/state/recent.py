"""Lists of what was opened last: pictures, sessions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.quoting import shown

MOST = 10


def add(recent: tuple[Path, ...], file: Path) -> tuple[Path, ...]:
    """The list with a file in front: the newest first, none twice, at most MOST."""
    return (file, *(other for other in recent if other != file))[:MOST]


def without(recent: tuple[Path, ...], file: Path) -> tuple[Path, ...]:
    """The list without a file, which is not there any more."""
    return tuple(other for other in recent if other != file)


def called(files: Sequence[Path]) -> list[str]:
    """What each file is called: its name, and where several have it, as much of its folder as tells them apart."""
    return [_called(file, [other for other in files if other != file]) for file in files]


def _called(file: Path, others: Sequence[Path]) -> str:
    alike = [other for other in others if other.name == file.name]
    parts = file.parent.parts
    if not alike or not parts:
        return shown(file.name)
    least = next(
        (
            count
            for count in range(1, len(parts))
            if all(_end(other, count) != _end(file, count) for other in alike)
        ),
        len(parts),
    )
    return f"{shown(file.name)} (in {shown(Path(*parts[-least:]))})"


def _end(file: Path, count: int) -> tuple[str, ...]:
    """The last folders of the way to a file."""
    return file.parent.parts[-count:]
