"""What the dialog of exports begins with: as it was left, also at another start, and playback's marks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from engine.exports.options import EXPORTS
from engine.exports.settings import FigureSettings, FilmSettings
from engine.schedules.choice import ScheduleChoice
from engine.state.axes import axes_of
from engine.state.changes import choose_scene, choose_schedule, go_to
from engine.state.session import from_json, to_json
from engine.state.view import View
from gui.cards.option_fields import OptionField
from gui.exports.dialog import ExportDialog
from gui.style import THEMES, stylesheet
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.number_field import NumberField
from gui.widgets.scrolled import Scrolled
from gui.window.contents import request_of, way_of
from tests.driver import WAIT, Driver
from tests.gui.find import find
from tests.gui.window.test_sessions import trigger, window


def ask(driver: Driver, kind: str, use: Callable[[ExportDialog], None]) -> None:
    """Open the dialog, do something in it, and leave it by Cancel."""

    def run(dialog: ExportDialog) -> int:
        use(dialog)
        dialog.reject()
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExportDialog, "exec", run)
        driver.window.home.ask(kind)


def button(dialog: ExportDialog, name: str) -> QPushButton:
    return find(dialog, QPushButton, name)


@pytest.mark.parametrize("kind", EXPORTS)
def test_on_the_smallest_screen_all_of_it_is_seen(
    kind: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 900, 560))
    monkeypatch.setattr(Scrolled, "screen", lambda _: screen)
    dialog = ExportDialog(kind, {}, "name", axes_of(View()))
    dialog.setStyleSheet(stylesheet(THEMES["light"]))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    scrolled = dialog._scrolled
    assert scrolled.verticalScrollBar().maximum() == scrolled.horizontalScrollBar().maximum() == 0


def test_it_begins_as_it_was_left_at_the_next_start_too(qtbot: QtBot, tmp_path: Path) -> None:
    kept = tmp_path / "settings.json"
    film = FilmSettings(format="webp", width=640, height=360, fps=24.0, over="seed", begin=5)

    def choose(dialog: ExportDialog) -> None:
        assert not button(dialog, "export_defaults").isEnabled()
        for name in ("format", "width", "height", "fps", "over", "begin"):
            dialog._change(name, getattr(film, name))
        assert button(dialog, "export_defaults").isEnabled()

    def look(dialog: ExportDialog) -> None:
        assert dialog.settings == film
        button(dialog, "export_defaults").click()
        assert dialog.settings.width == FilmSettings().width
        assert not button(dialog, "export_defaults").isEnabled()

    def look_at_figure(dialog: ExportDialog) -> None:
        assert dialog.settings == FigureSettings(width=85.0)
        assert not dialog.chosen.get("film")

    with window(qtbot, kept, working_size=64) as driver:
        ask(driver, "film", choose)
        ask(driver, "figure", lambda dialog: dialog._change("width", 85.0))
    for use in (look, look_at_figure):
        with window(qtbot, kept, working_size=64) as driver:
            ask(driver, "film" if use is look else "figure", use)


def test_what_is_damaged_is_as_usual(qtbot: QtBot, tmp_path: Path) -> None:
    kept = tmp_path / "settings.json"
    kept.write_text(
        json.dumps({"exports": '{"film": {"width": "wide", "over": "gone", "begin": "3"}, "gone": 1}'}),
        encoding="utf-8",
    )
    chosen: list[object] = []
    with window(qtbot, kept, working_size=64) as driver:
        ask(driver, "film", lambda dialog: chosen.append(dialog.chosen))
    assert chosen == [{}]


def ends(dialog: ExportDialog) -> tuple[float, float, str]:
    """What stands in From and to, and below the fields."""
    values = []
    for name in ("begin", "end"):
        (field,) = (
            each
            for each in dialog.findChildren(OptionField)
            if each.option.name == name and not each.isHidden() and each.isVisibleTo(dialog)
        )
        number = find(field, NumberField)
        values.append(number.value())
    label = find(dialog, QLabel, "export_length")
    return values[0], values[1], label.text()


def test_a_film_goes_between_the_marks_of_playback_with_any_number_of_steps(qtbot: QtBot) -> None:
    seen: list[tuple[float, float, str]] = []

    def look(dialog: ExportDialog) -> None:
        seen.append(ends(dialog))

    with window(qtbot, working_size=64) as driver:
        store = driver.window.store
        ask(driver, "film", look)
        for t, name in ((250, "menu_begin_here"), (750, "menu_end_here")):
            driver.spin("timestep").setValue(t)
            trigger(driver, name)
        assert store.view.marks == (0.25, 0.75)
        assert from_json(to_json(store.view)).view == store.view
        ask(driver, "film", look)
        ask(driver, "sheet", look)
        store.apply(choose_schedule(ScheduleChoice(steps=100)))
        driver.settle()
        ask(driver, "film", look)
        assert way_of(driver.window, FilmSettings(), request_of(driver.window)).values(2) == [25, 75]
        store.apply(choose_scene("reverse"))
        driver.settle()
        ask(driver, "film", look)

        def type_in(dialog: ExportDialog) -> None:
            dialog._change("begin", 90)
            look(dialog)

        ask(driver, "film", type_in)
        ask(driver, "film", look)  # as it was left
        trigger(driver, "menu_play_all")
        assert store.view.marks is None
        ask(driver, "film", look)
        store.undo()
        assert store.view.marks == (0.25, 0.75)
    length, marks = "150 frames in all, 5 s", "From and to are the marks of playback (I, O)."
    assert seen == [
        (0, 1000, length),
        (250, 750, f"{length}. {marks}"),
        (250, 750, marks),
        (25, 75, f"{length}. {marks}"),
        (75, 25, f"{length}. {marks}"),
        (90, 25, f"{length}. To is a mark of playback (I, O)."),
        (90, 25, f"{length}. To is a mark of playback (I, O)."),
        (100, 0, length),
    ]


def test_ends_that_the_number_of_steps_does_not_reach_are_the_usual_ones(qtbot: QtBot) -> None:
    seen: list[tuple[float, float, str]] = []
    with window(qtbot, working_size=64) as driver:
        ask(driver, "film", lambda dialog: dialog._change("end", 900))
        driver.window.store.apply(choose_schedule(ScheduleChoice(steps=100)))
        driver.settle()
        ask(driver, "film", lambda dialog: seen.append(ends(dialog)))
    assert seen[0][:2] == (0, 100)


def test_the_marks_belong_to_the_view(qtbot: QtBot) -> None:
    view = replace(View(), marks=(0.1, 0.4))
    with window(qtbot, working_size=64) as driver:
        driver.window.store.replace(view, "Open")
        timeline = driver.window.columns.timeline
        timeline.play(down=False)
        driver.window.store.apply(go_to(399))
        qtbot.waitUntil(lambda: timeline.t < 300, timeout=WAIT)  # it began again
        assert timeline.t >= 100
        timeline.stop()


def test_return_saves(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, wanted = tmp_path / "film.mp4", list[object]()
    monkeypatch.setattr(FileDialogs, "_ask", lambda *_, **__: file)
    dialog = ExportDialog("film", {"film": FilmSettings(width=640)}, "name", axes_of(View()))
    qtbot.addWidget(dialog)
    dialog.wanted.connect(lambda kind, settings, where: wanted.append((kind, settings.width, where)))
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert wanted == [("film", 640, file)]


def test_while_a_film_is_made_the_dialog_says_so_before_anything_is_chosen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    def look(dialog: ExportDialog) -> None:
        words, save = find(dialog, QLabel, "export_problem"), button(dialog, "export_save")
        for kind, free in (("figure", False), ("image", True), ("film", False)):
            dialog._kind.setCurrentIndex(dialog._kind.findData(kind))
            assert save.isEnabled() is free
            assert words.text().startswith("" if free else "long.png is still in the making")
            assert button(dialog, "export_copy").isEnabled()
        driver.window.home.exporting.cancel()
        qtbot.waitUntil(save.isEnabled, timeout=WAIT)
        assert not words.isVisibleTo(dialog)

    with window(qtbot, working_size=64) as driver:
        film = FilmSettings(format="apng", width=320, height=240, frames=100_000)
        driver.window.home.save("film", film, tmp_path / "long.png")
        ask(driver, "film", look)
