"""What is remembered of how the window looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from pytestqt.qtbot import QtBot

from engine.schedules.curve_looks import CurveLooks
from engine.state.start import Looks, Start
from engine.worker import Worker
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences
from gui.window.settings import Place, Settings
from main import make_engine


def remembered_after(qtbot: QtBot, file: Path, given: Looks, use: Callable[[MainWindow], None]) -> Looks:
    """What the next session begins with, after one that began with these looks, in which something was done."""
    window = MainWindow(Worker(make_engine), Start(looks=given), Settings(Preferences(file)))
    qtbot.addWidget(window)
    window.show()
    use(window)
    window.close()
    return Settings(Preferences(file)).complete(Looks())


GIVEN = Looks(
    theme="light", curves=("snr",), curves_over="sigma", digits=8, help=True, speed=3.0, order="once"
)


def test_what_one_command_line_asks_for_is_not_remembered_for_good(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    usual = remembered_after(qtbot, file, Looks(), lambda window: None)
    assert remembered_after(qtbot, file, GIVEN, lambda window: None) == usual
    assert usual.theme is None

    def use(window: MainWindow) -> None:
        window.looks.choose_theme("dark")
        window.looks.choose_order("swing")

    chosen = remembered_after(qtbot, file, GIVEN, use)
    assert chosen == replace(usual, theme="dark", order="swing")


def test_curves_that_are_as_usual_again_are_remembered_so(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    other = CurveLooks(("snr",), "sigma", ("snr",), (("beta", 0.0, 0.01),))
    looks = remembered_after(qtbot, file, Looks(), lambda window: window.looks.show_curves(other))
    assert looks.of_curves == other
    looks = remembered_after(qtbot, file, Looks(), lambda window: window.looks.show_curves(CurveLooks()))
    assert looks.of_curves == CurveLooks()


@pytest.mark.parametrize("folded", [True, False])
def test_a_column_that_was_folded_is_folded_again(folded: bool, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for start in (True, False):
        window = MainWindow(Worker(make_engine), Start(), Settings(Preferences(file)))
        qtbot.addWidget(window)
        window.show()
        if start and window.columns.right.isHidden() != folded:
            window.looks.fold_right()
        elif start:  # as the window's width has it: the user wants it so
            window.looks.fold_right()
            window.looks.fold_right()
        assert window.columns.right.isHidden() == folded
        window.close()


def test_everything_larger_leaves_the_window_as_large_on_the_screen_and_at_its_place(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.json"
    room = QRect(0, 0, 3000, 2000)
    screen = SimpleNamespace(availableGeometry=lambda: room)
    monkeypatch.setattr(MainWindow, "screen", lambda _: screen)
    monkeypatch.setattr("gui.window.settings.QGuiApplication.primaryScreen", lambda: screen)
    places: list[tuple[int, int, int, int, int]] = []
    for wanted in (150, 100, 100):
        window = MainWindow(Worker(make_engine), Start(), Settings(Preferences(file)))
        qtbot.addWidget(window)
        if not places:
            window.resize(1500, 1200)
            window.move(300, 150)
        window.show()
        corner = window.frameGeometry().topLeft()
        places.append((corner.x(), corner.y(), window.width(), window.height(), window.looks.scale))
        window.looks.choose_scale(wanted)
        window.close()
    usual = 300, 150, 1500, 1200, 100
    assert places == [usual, (200, 100, 1000, 800, 150), usual]


def test_a_window_that_needs_more_room_at_another_size_stays_in_that_of_the_screen() -> None:
    place, room = Place(900, 600, False, 100, 800, 500), QRect(0, 0, 1000, 700)
    assert place.corner_at(200, room, QSize(500, 300)) == QPoint(400, 250)
    assert place.corner_at(200, room, QSize(800, 600)) == QPoint(199, 99)
    assert place.corner_at(200, room, QSize(2000, 900)) == QPoint(0, 0)
    assert Place(900, 600, False, 100).corner_at(200, room, QSize(500, 300)) is None


@pytest.mark.parametrize(
    "text",
    ["", "1500 1200 0", "0 1200 0 100 0 0", "1500 99999 0 100 0 0", "1500 1200 0 99 0 0", "a b c d e f"],
)
def test_a_damaged_place_is_none(text: str, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "settings.json")
    preferences.write({"place": text})
    assert preferences.read("place", None, Place.read) is None
