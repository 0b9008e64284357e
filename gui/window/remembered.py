"""What is kept from one session to the next of the work: what was shown, and what was opened."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.quoting import shown
from engine.state import recent
from engine.state.session import from_json, to_json
from engine.state.view import FromFile, Pasted, View
from gui.window.preferences import Preferences, one_of

LONGEST_VIEW = 2**18
"""Letters of a view that is kept: the file of settings stays small."""
ON_OFF = ("on", "off")


class Remembered:
    """Without preferences nothing is read or kept.

    `pictures` and `sessions` are the files that were opened last, the newest first; `folder` is that of the last
    dialog, and `exports` how files were last taken home, as `exports_text` writes it. `begins_with_last` says whether
    the program begins with the view that it ended with, and `carries_view` whether saved pictures carry theirs.
    """

    def __init__(self, preferences: Preferences | None) -> None:
        self._preferences = preferences
        self.pictures: tuple[Path, ...] = ()
        self.sessions: tuple[Path, ...] = ()
        self.folder: Path | None = None
        self.exports = ""
        self.begins_with_last = self.carries_view = True
        if preferences is None:
            return
        self.pictures = preferences.read("recent_pictures", (), _paths)
        self.sessions = preferences.read("recent_sessions", (), _paths)
        self.folder = preferences.read("folder", None, _folder)
        self.exports = preferences.read("exports", "", str)
        self.begins_with_last = preferences.read("begin_with_last", "on", one_of(ON_OFF)) == "on"
        self.carries_view = preferences.read("carry_view", "on", one_of(ON_OFF)) == "on"

    def last_view(self) -> tuple[View | None, str]:
        """The view that the last session ended with, if it is wanted, and a sentence where it cannot be whole."""
        if self._preferences is None or not self.begins_with_last:
            return None, ""
        view = self._preferences.read("view", None, lambda text: from_json(text).view)
        source = view.source if view is not None else None
        if view is None or not isinstance(source, FromFile | Pasted):
            return view, ""
        if isinstance(source, FromFile) and source.path.is_file():
            return view, ""
        instead = View().source
        why = "is not there any more" if isinstance(source, FromFile) else "was pasted and has no file"
        sentence = f"The picture {shown(source.name)} of the last view {why}: another is shown in its place."
        return replace(view, source=instead, zoom=None), sentence

    def add_picture(self, file: Path) -> None:
        """This picture was opened."""
        self.pictures = recent.add(self.pictures, file)

    def add_session(self, file: Path) -> None:
        """This session was opened or saved."""
        self.sessions = recent.add(self.sessions, file)

    def forget(self, file: Path) -> None:
        """This file cannot be opened any more."""
        self.pictures = recent.without(self.pictures, file)
        self.sessions = recent.without(self.sessions, file)

    def save(self, view: View, folder: Path | None) -> None:
        """Keep all of it, with the view and the folder that are the last."""
        if self._preferences is None:
            return
        text = to_json(view) if self.begins_with_last else ""
        values = {
            "recent_pictures": _text(self.pictures),
            "recent_sessions": _text(self.sessions),
            "folder": folder or "",
            "exports": self.exports,
            "begin_with_last": ON_OFF[not self.begins_with_last],
            "carry_view": ON_OFF[not self.carries_view],
            "view": text if len(text) <= LONGEST_VIEW else "",
        }
        self._preferences.write(values)


def _text(files: tuple[Path, ...]) -> str:
    return json.dumps([str(file) for file in files])


def _paths(text: str) -> tuple[Path, ...]:
    names = json.loads(text)
    if not isinstance(names, list) or not all(isinstance(name, str) and "\0" not in name for name in names):
        raise ValueError(text)
    return tuple(map(Path, names))[: recent.MOST]


def _folder(text: str) -> Path | None:
    return Path(text) if text and Path(text).is_dir() else None
