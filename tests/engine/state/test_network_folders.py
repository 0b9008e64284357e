r"""A session of somebody else does not lead to other servers: Windows would show them who the user is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from engine.exports.state_in_png import SIGNATURE
from engine.state import opened_session
from engine.state.changes import with_settings
from engine.state.network_folders import without_others
from engine.state.opened_session import open_session
from engine.state.pinning import pin
from engine.state.session import to_json
from engine.state.view import FromFile, View

HASH = "ab" * 32
OTHERS = [
    r"\\evil\share",
    "//evil/share",
    r"\/evil\share",
    r"\\?\UNC\evil\share",
    r"\\.\pipe",
    r"\\EVIL@SSL\web",
]


def view_of(folder: str) -> View:
    """Two views whose picture and sets are in a folder."""
    view = View(source=FromFile(Path(folder, "hills.png"), HASH))
    for scene in ("generate", "plan"):
        view = with_settings(view, scene, replace(view.settings_of(scene), folder=folder))
    return replace(pin().run(view), t=7)


def folders(view: View) -> list[str]:
    return [view.settings_of(scene).folder for scene in ("generate", "plan")]


@pytest.mark.parametrize("folder", OTHERS)
def test_a_folder_of_another_server_is_left_out_and_said(folder: str, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_text(to_json(view_of(folder)), encoding="utf-8")
    session = open_session(file)
    assert session.view.pin is not None
    for view in (session.view, session.view.pin.view):
        assert view.source == FromFile(Path("hills.png"), HASH)
        assert folders(view) == ["", ""]
    assert session.view.t == 7
    assert session.said == f"Left out is its folder on another computer, {folder}: choose it yourself."


def test_a_picture_that_carries_its_view_is_a_session_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shot.png"
    file.write_bytes(SIGNATURE)
    monkeypatch.setattr(opened_session, "state_in", lambda _: to_json(view_of(r"\\evil\share")))
    assert folders(open_session(file).view) == ["", ""]


@pytest.mark.parametrize("folder", ["/home/me", r"C:\photos", "photos", r"\\mine\photos", r"//MINE/other"])
def test_a_folder_of_this_computer_or_of_the_server_of_the_session_stays(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of(folder)
    monkeypatch.setattr(Path, "absolute", lambda _: PureWindowsPath(r"\\Mine\photos\lesson.json"))
    assert without_others(view, Path("lesson.json")) == (view, "")
