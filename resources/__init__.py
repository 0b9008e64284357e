"""What the program draws with: pictures, icons, fonts and the style sheet, beside this file."""

from __future__ import annotations

from pathlib import Path


def picture_names() -> tuple[str, ...]:
    """The bundled pictures, in the order in which they are offered."""
    return ("hills", "petals", "chart")


def path(*parts: str) -> Path:
    """A resource file or folder, as in `path("icons", "play.svg")`."""
    return Path(__file__).parent.joinpath(*parts)
