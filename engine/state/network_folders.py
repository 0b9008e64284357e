r"""Folders of other computers, as in \\server\share, that a session names: whoever wrote it has chosen them.

Windows connects to such a server as soon as the folder is looked into, and shows it who the user is. So a session
does not lead there unless it lies there itself; what the user opens, or has opened, is the user's choice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.quoting import one_line
from engine.scenes import SCENES
from engine.state.changes import with_settings
from engine.state.view import FromFile, View

_SERVER = re.compile(r"[\\/]{2}([^\\/]*)")  # Windows takes either slash, and \\?\UNC\server too


def without_others(view: View, session: Path) -> tuple[View, str]:
    """A view from a session without the folders of other servers than its own, and a sentence on what is left out.

    Its picture is then known by name and hash alone, and is looked for where all are.
    """
    own, left = _server(str(session.absolute())), list[str]()
    view = _without(view, own, left)
    if view.pin is not None:
        view = replace(view, pin=replace(view.pin, view=_without(view.pin.view, own, left)))
    folders = ", ".join(map(one_line, dict.fromkeys(left)))
    return view, f"Left out is its folder on another computer, {folders}: choose it yourself." if left else ""


def _without(view: View, own: str | None, left: list[str]) -> View:
    source = view.source
    if isinstance(source, FromFile) and _is_other(str(source.path), own):
        view = replace(view, source=replace(source, path=Path(source.name)))
    for scene, settings in view.settings:
        empty: dict[str, Any] = {
            option.name: ""
            for option in SCENES[scene].options
            if option.kind == "folder" and _is_other(getattr(settings, option.name), own)
        }
        left += [getattr(settings, name) for name in empty]
        view = with_settings(view, scene, replace(settings, **empty))
    return view


def _is_other(path: str, own: str | None) -> bool:
    server = _server(path)
    return server is not None and (server != own or server in ("", "?", "."))


def _server(path: str) -> str | None:
    """The server of a path in small letters, None for a path of this computer."""
    found = _SERVER.match(path)
    return found[1].lower() if found else None
