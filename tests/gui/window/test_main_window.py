"""The window with the real engine, driven through its widgets and read back from what it shows."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QClipboard, QColor, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QSlider,
)
from pytestqt.qtbot import QtBot

from engine.pixels.region import Zoom
from engine.planning.loss_floor import loss_floor
from engine.scenes import SCENES
from engine.scenes.formula import weighted
from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.curve_looks import CurveLooks
from engine.state.changes import choose_scene, look_at, set_seed, snapped
from engine.state.command import command_of
from engine.state.start import Start
from engine.state.start_line import parse_start
from engine.worker import Worker
from gui.controllers import numbers
from gui.formulas.formula import formula
from gui.widgets.number_field import NumberField
from gui.widgets.text_field import TextField
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences
from gui.window.settings import Settings
from main import make_engine
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.gui.find import find


def png(colour: tuple[int, int, int] = (200, 100, 50), size: tuple[int, int] = (96, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def flat_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pictures") / "flat.png"
    file.write_bytes(png())
    return file


@pytest.fixture
def start(flat_file: Path) -> Start:
    return begin(picture=flat_file, working_size=None, window_size=(1200, 800), theme="dark")


def number(text: str) -> float:
    """What a person reads there."""
    return float(text.replace("−", "-"))


def agree(driver: Driver, name: str, steps: int, t: int) -> None:
    """Slider, field, curves, readout, equation, labels and images all say the same t of the same schedule."""
    frame = driver.settle()
    schedule = make_schedule(name, steps)
    slider = driver["timestep_slider"]
    assert isinstance(slider, QSlider)
    assert (slider.value(), driver.spin("timestep").value(), frame.request.view.t) == (t, t, t)
    assert frame.request.view.schedule.name == name
    assert frame.grid.rows[0].label == f"t = {t}"
    signal, noise = schedule.signal[t], schedule.noise[t]
    weights = weighted((signal, "x_0"), (noise, r"\epsilon"))
    assert driver.equation() == formula(rf"x_{{{t}}} = {weights}", 18).text
    assert driver.text("readout_title").endswith(f"t = {t}")
    assert number(driver.text("value_alpha_bar")) == pytest.approx(schedule.alpha_bar[t], rel=1e-3)
    assert number(driver.text("readout_alpha_bar")) == pytest.approx(signal**2, rel=1e-3)
    if t:
        assert number(driver.text("value_beta")) == pytest.approx(schedule.beta(t), rel=1e-3)
    else:
        assert driver.text("value_beta") == "—"
    x0 = np.array([50, 100, 200]) / 127.5 - 1
    mean = frame.cells[0]
    shown = frame.pixels[mean.y + mean.height // 2, mean.x + mean.width // 2, :3]
    assert abs(shown - np.floor((signal * x0 + 1) * 127.5 + 0.5)).max() <= 1


@pytest.mark.parametrize("name", ["linear", "cosine", "jsd", "laplace", "karras", "flow"])
def test_everything_agrees_for_each_schedule_from_end_to_end(name: str, driver: Driver) -> None:
    driver.combo("schedule").setCurrentIndex(list(SCHEDULES).index(name))
    slider = driver["timestep_slider"]
    assert isinstance(slider, QSlider)
    for t in (0, 1, 500, 999, 1000):
        slider.setValue(t)
        agree(driver, name, 1000, t)


def test_a_drag_of_the_slider_ends_where_the_hand_does(driver: Driver) -> None:
    slider = driver["timestep_slider"]
    assert isinstance(slider, QSlider)
    middle = slider.height() // 2
    driver.qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, middle))
    for x in range(20, slider.width() - 20, 7):
        driver.qtbot.mouseMove(slider, QPoint(x, middle))
    driver.qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    agree(driver, "linear", 1000, slider.value())


def test_fewer_steps_take_the_timestep_along(driver: Driver) -> None:
    driver.spin("timestep").setValue(900)
    driver.spin("steps").setValue(100)
    agree(driver, "linear", 100, 90)  # the same part of the way


def ink(driver: Driver, name: str) -> float:
    """How far the strongest colour of a widget is from its ground."""
    image = driver[name].grab().toImage()
    ground = QColor(image.pixel(image.width() - 1, 0))
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return max(abs(QColor(image.pixel(x, y)).lightness() - ground.lightness()) for x, y in points)


def test_an_error_of_another_field_fades_no_curve(driver: Driver) -> None:
    before = ink(driver, "plot_alpha_bar")
    driver.window.store.apply(set_seed(-1))
    assert ink(driver, "plot_alpha_bar") == before


def test_copied_values_give_a_sign(driver: Driver) -> None:
    driver.click("copy_values")
    assert driver.says("Copied 11 values at t = ")


def test_an_impossible_schedule_is_said_and_the_last_good_one_stays(driver: Driver) -> None:
    driver.spin("steps").setValue(10)
    before = driver.settle()
    rescale = driver["rescale"]
    assert isinstance(rescale, QCheckBox)
    rescale.click()
    assert "T >= 21" in driver.text("schedule_error")
    assert driver.settle().request == before.request
    faded = ink(driver, "plot_alpha_bar")
    driver.window.store.apply(set_seed(-1))  # another error mends none
    assert ink(driver, "plot_alpha_bar") == faded
    driver.spin("steps").setValue(50)
    assert driver.text("schedule_error") == ""
    assert ink(driver, "plot_alpha_bar") > 1.5 * faded  # it is that of the fields again
    assert dict(driver.settle().request.view.schedule.parameters)["rescale"] == 1.0


def test_a_parameter_changes_curves_and_images(driver: Driver) -> None:
    field = driver["beta_end"]
    assert isinstance(field, NumberField)
    field.setValue(0.5)
    frame = driver.settle()
    assert dict(frame.request.view.schedule.parameters)["beta_end"] == 0.5
    expected = make_schedule("linear", 1000, beta_end=0.5).alpha_bar[300]
    assert number(driver.text("value_alpha_bar")) == pytest.approx(expected, rel=1e-3)


def test_rows_samples_seed_and_independence_reach_the_images(driver: Driver) -> None:
    first = driver.settle()
    driver.spin("rows").setValue(3)
    driver.spin("samples").setValue(2)
    frame = driver.settle()
    assert [len(row.cells) for row in frame.grid.rows] == [2, 3, 3, 3]
    driver.spin("seed").setValue(5)
    assert not np.array_equal(driver.settle().pixels, first.pixels)
    driver.click("reroll")
    assert driver.settle().request.view.seed not in (0, 5)
    driver.click("independent")
    assert driver.settle().request.view.strip.independent


def test_a_click_on_a_sample_goes_to_its_timestep_and_makes_it_large(driver: Driver) -> None:
    frame = driver.settle()
    index = 2 + 5 * 2 + 3  # row t = 400, third sample
    where = driver.images.cell_rect(index).center()
    driver.qtbot.mouseClick(driver.images, Qt.MouseButton.LeftButton, pos=where)
    frame = driver.settle()
    assert (frame.request.view.t, frame.request.view.strip.column) == (400, 2)
    assert frame.grid.rows[0].cells[1].mix == frame.grid.rows[3].cells[3].mix


@pytest.mark.parametrize(
    ("key", "modifier", "t"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 301),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 299),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 310),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 290),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 1000),
    ],
)
def test_keys_move_the_timestep_but_not_while_a_field_is_edited(
    key: Qt.Key, modifier: Qt.KeyboardModifier, t: int, driver: Driver
) -> None:
    driver["seed"].setFocus()
    driver.qtbot.keyClick(driver["seed"], key, modifier)
    assert driver.spin("timestep").value() == 300
    driver.images.setFocus()
    driver["seed"].clearFocus()
    driver.qtbot.keyClick(driver.window, key, modifier)
    agree(driver, "linear", 1000, t)


def test_space_plays_and_pauses(driver: Driver) -> None:
    driver.spin("timestep").setValue(0)
    driver["seed"].clearFocus()
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_Space)
    driver.qtbot.waitUntil(lambda: driver.spin("timestep").value() > 3)
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_Space)
    t = driver.spin("timestep").count()
    agree(driver, "linear", 1000, t)


def test_the_pixel_under_the_mouse_is_marked_and_its_values_are_said(driver: Driver) -> None:
    driver.settle()
    before = driver.images.grab().toImage()
    rect = driver.images.cell_rect(0)
    driver.qtbot.mouseMove(driver.images, rect.center())
    line = QPoint(rect.left() + 3, rect.bottom() - 4)  # in the line of values, left of them
    driver.qtbot.waitUntil(
        lambda: (
            driver.images.grab().toImage().pixelColor(line).lightness()
            < before.pixelColor(line).lightness() / 2
        )
    )
    other = driver.images.cell_rect(1).center()
    mark = driver.images.grab().toImage().pixelColor(other + QPoint(5, 0))
    assert mark != before.pixelColor(other + QPoint(5, 0))


def test_a_new_picture_replaces_the_old_one_and_a_bad_one_does_not(driver: Driver, tmp_path: Path) -> None:
    blue, text = tmp_path / "blue.png", tmp_path / "notes.txt"
    blue.write_bytes(png((0, 0, 255), (64, 128)))
    text.write_text("no picture", encoding="utf-8")
    driver.open(blue)
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "blue.png")
    frame = driver.settle()
    assert frame.request.large[1] == pytest.approx(2 * frame.request.large[0], abs=2)
    for bad in (text, tmp_path, tmp_path / "gone.png"):
        driver.open(bad)
        driver.qtbot.waitUntil(partial(driver.says, bad.name))
        assert driver.settle().request.picture == frame.request.picture
        assert driver.text("picture_name") == "blue.png"
    combo = driver.combo("working_size")
    combo.setCurrentIndex(combo.findText("64", Qt.MatchFlag.MatchStartsWith))
    driver.qtbot.waitUntil(lambda: "32 × 64" in driver.text("picture_size"))


def _has_size(driver: Driver, size: int) -> bool:
    return driver.settle().request.view.working_size == size


def test_another_working_size_shows_the_same_part_of_the_picture(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "wide.png"
    file.write_bytes(png((0, 0, 255), (1024, 512)))
    driver.open(file)
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "wide.png")
    combo = driver.combo("working_size")
    combo.setCurrentIndex(combo.findText("512", Qt.MatchFlag.MatchStartsWith))
    driver.qtbot.waitUntil(lambda: "512 × 256" in driver.text("picture_size"))
    driver.window.store.apply(look_at(Zoom(400, 100, 120)))
    for size, zoom in ((1024, Zoom(800, 200, 240)), (512, Zoom(400, 100, 120))):
        combo.setCurrentIndex(combo.findText(str(size), Qt.MatchFlag.MatchStartsWith))
        driver.qtbot.waitUntil(partial(_has_size, driver, size))
        assert driver.window.store.view.zoom == zoom
    driver.window.store.undo()
    assert driver.window.store.view.zoom == Zoom(800, 200, 240)
    driver.window.opening.open_bundled("petals")  # another picture is shown whole
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "petals")
    assert driver.window.store.view.zoom is None


def test_a_picture_is_pasted_and_without_one_a_sentence_is_said(driver: Driver) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF00)
    QGuiApplication.clipboard().setImage(image)
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "pasted picture")
    QGuiApplication.clipboard().setText("words")
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no picture on the clipboard" in driver.text("status_message")
    assert driver.text("picture_name") == "pasted picture"


def test_where_nothing_was_ever_copied_pasting_says_so(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QClipboard, "mimeData", lambda *_: None)
    driver.window.opening.paste()
    assert driver.says("There is no picture on the clipboard")


def test_the_keys_of_a_field_that_goes_are_those_of_the_images(driver: Driver) -> None:
    looks, field = driver.window.looks, driver["steps"]
    field.setFocus()
    assert field.hasFocus()
    looks.fold_left()
    assert driver.images.hasFocus()
    looks.fold_left()
    driver.choose_scene("compare")
    rows = driver.window.columns.scene.findChildren(TextField)
    next(row for row in rows if row.isVisible()).setFocus()
    assert not driver.images.hasFocus()
    driver.window.store.apply(choose_scene("reverse"))
    assert driver.images.hasFocus()
    field.setFocus()
    driver.window.store.apply(choose_scene("step"))
    assert field.hasFocus()  # it is there still


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("part", ["window", "images", "curves"])
def test_a_screenshot_has_the_size_of_its_part_and_shows_settled_images(
    part: str, scale: float, driver: Driver
) -> None:
    widget = {"window": driver.window, "images": driver.images, "curves": driver["curves"]}[part]
    taken: list[QImage] = []
    driver.spin("timestep").setValue(77)
    driver.window.screenshots.capture(part, scale, taken.append, pytest.fail)
    driver.qtbot.waitUntil(lambda: bool(taken), timeout=WAIT)
    assert (taken[0].width(), taken[0].height()) == (widget.width() * scale, widget.height() * scale)
    if part == "images":
        where = driver.images.cell_rect(0).center() * scale
        shown = taken[0].pixelColor(where)
        x0 = np.array([200, 100, 50]) / 127.5 - 1
        expected = np.floor((make_schedule("linear").sqrt_alpha_bar[77] * x0 + 1) * 127.5 + 0.5)
        assert abs(np.array([shown.red(), shown.green(), shown.blue()]) - expected).max() <= 1
    assert driver.settle().request.large == driver.images.cell_sizes[0]


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_opened_scrubbed_and_resized(scene: str, driver: Driver) -> None:
    driver.choose_scene(scene)
    for t in (1000, 300, 1, 0):
        driver.spin("timestep").setValue(t)
        frame = driver.settle()
        view = frame.request.view
        expected = snapped(replace(view, t=t), frame.request.trajectory).t  # the nearest that there is
        assert (view.scene, view.t) == (scene, expected)
        assert frame.grid is frame.request.grid()
        assert driver.equation() == formula(frame.grid.equation, 18).text
        assert len(frame.cells) == len(frame.grid.cells)
    driver.window.resize(1024, 700)
    frame = driver.settle()
    assert (frame.request.large, frame.request.small) == driver.images.cell_sizes
    assert all(driver.images.rect().contains(driver.images.cell_rect(n)) for n in range(len(frame.cells)))


def test_settings_that_do_not_go_with_the_schedule_are_said_and_the_images_stay(driver: Driver) -> None:
    driver.choose_scene("reverse")
    driver.spin("kept").setValue(500)
    before = driver.settle()
    driver.spin("steps").setValue(100)
    assert "keeps 500 steps; it must be 1 to T = 100" in driver.text("remark")
    assert driver.images.frame is before
    driver.spin("kept").setValue(20)
    assert driver.settle().request.view.schedule.steps == 100
    assert "20 steps of DDPM from t = 100." in driver.text("remark")


def test_an_old_image_can_be_clicked_when_the_schedule_is_shorter(driver: Driver) -> None:
    driver.choose_scene("reverse")
    driver.spin("kept").setValue(50)
    driver.settle()
    driver.spin("steps").setValue(10)
    first = driver.images.cell_rect(3).center()  # of the chain: t = 1000
    driver.qtbot.mouseClick(driver.images, Qt.MouseButton.LeftButton, pos=first)
    assert driver.spin("timestep").value() == 10
    assert driver.text("readout_title").endswith("t = 10")


def test_numbers_are_those_of_the_images_though_one_returns_before_they_are_there(driver: Driver) -> None:
    frame = driver.settle()
    driver.spin("timestep").setValue(700)
    driver.qtbot.waitUntil(
        lambda: driver.images.frame is not None and driver.images.frame.request.view.t == 700
    )
    driver.window.frames.at_rest.emit()
    driver.spin("timestep").setValue(frame.request.view.t)
    assert driver.settle().request == frame.request


def test_numbers_that_take_long_say_how_far_they_are(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.choose_scene("predict")
    driver.settle()
    said: list[float | None] = []
    show = driver.images.show_measuring
    monkeypatch.setattr(numbers, "PATIENCE", -1.0)
    monkeypatch.setattr(driver.images, "show_measuring", said.append)
    driver.spin("timestep").setValue(123)
    driver.settle()
    parts = [part for part in said if part is not None]
    assert parts
    assert parts == sorted(parts)
    assert said[-1] is None
    before = driver.images.grab().toImage()
    show(0.37)
    assert driver.images.grab().toImage() != before


def test_themes_and_sizes_change_while_it_runs(driver: Driver) -> None:
    for theme, ground in (("light", "#f4f5f7"), ("dark", "#15171c")):
        driver.window.looks.show_theme(theme)
        assert driver.window.palette().window().color().name() == ground
    for size in ((1024, 700), (1600, 1000)):
        driver.window.resize(*size)
        frame = driver.settle()
        assert frame.request.large == driver.images.cell_sizes[0]


def test_the_line_of_scenes_is_as_high_before_there_was_room_for_all_of_them(driver: Driver) -> None:
    columns = driver.window.columns
    tops = []
    for scene, wide in (("forward", False), ("plan", True), ("forward", False)):
        driver.choose_scene(scene)
        driver.settle()
        assert driver["scene_plan"].isVisible() == wide
        tops.append(columns.equation.y())
    assert len(set(tops)) == 1


def test_the_command_of_a_view_gives_the_view_again(driver: Driver) -> None:
    driver.combo("schedule").setCurrentIndex(list(SCHEDULES).index("cosine"))
    field = driver["s"]
    assert isinstance(field, NumberField)
    field.setValue(0.02)
    driver.spin("steps").setValue(400)
    driver.spin("seed").setValue(9)
    driver.spin("timestep").setValue(123)
    frame = driver.settle()
    command = command_of(driver.window.store.view, driver.window.looks.looks)
    assert command.left_out == ""
    again = parse_start(command.line.split()[2:])
    assert again.view.schedule.make() is frame.request.view.schedule.make()
    assert (
        replace(again.view, source=frame.request.view.source, schedule=frame.request.view.schedule)
        == frame.request.view
    )
    assert again.looks.window_size == (1200, 800)


def test_what_is_remembered_is_how_it_looked(qtbot: QtBot, flat_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "settings.ini"
    worker = Worker(make_engine)  # not started: how it looks needs no engine
    first = MainWindow(worker, begin(picture=flat_file), Settings(Preferences(file)))
    qtbot.addWidget(first)
    first.show()
    action = find(first, QAction, "theme_light")
    action.trigger()
    digits = Driver(first, qtbot).combo("digits")
    qtbot.keyClick(digits, Qt.Key.Key_End)
    switch = find(first, QAction, "curves_log_snr")
    switch.trigger()
    order = find(first, QAction, "after the end_swing")
    order.trigger()
    Driver(first, qtbot).spin("speed").setValue(2.5)
    unit = find(first, QAction, "speed in_timesteps")
    unit.trigger()
    Driver(first, qtbot).spin("speed").setValue(7.5)
    over = find(first, QAction, "curves over_sigma")
    over.trigger()
    first.columns.curves.looks_wanted.emit(first.looks.curves.with_range("beta", (0.0, 0.01)))
    first.close()
    second = MainWindow(worker, begin(picture=flat_file), Settings(Preferences(file)))
    qtbot.addWidget(second)
    assert second.palette().window().color().name() == "#f4f5f7"
    assert Driver(second, qtbot).combo("digits").currentIndex() == 2
    second.show()
    assert Driver(second, qtbot)["curve_log_snr"].isHidden()
    assert Driver(second, qtbot).spin("speed").text() == "7.5 /s"
    assert second.columns.timeline._playback.pace == 7.5
    second.looks.choose_speed_in("pass")
    assert Driver(second, qtbot).spin("speed").text() == "2.5 s"
    assert second.looks.looks.order == second.columns.timeline._playback._order == "swing"
    assert second.looks.curves == first.looks.curves
    assert second.looks.curves.over == "sigma"
    second.close()


def test_the_least_loss_is_that_of_the_picture_that_is_open(driver: Driver, qtbot: QtBot) -> None:
    window = driver.window
    window.looks.show_curves(CurveLooks(names=("floor_x0",)))
    values = []
    for name in ("hills", "petals"):
        window.opening.open_bundled(name)
        driver.settle()
        qtbot.waitUntil(lambda: window.plans.spectrum is not None, timeout=WAIT)
        assert window.plans.spectrum is not None
        expected = loss_floor(window.store.view.schedule.make(), window.plans.spectrum).x0
        values.append(number(driver["value_floor_x0"].text()))  # type: ignore[attr-defined]
        assert values[-1] == pytest.approx(expected[window.store.view.t - 1], rel=1e-3)
    assert values[0] != values[1]


def test_closing_while_it_opens_computes_and_plays_ends_well(qtbot: QtBot, flat_file: Path) -> None:
    for moment in range(4):
        worker = Worker(make_engine)
        window = MainWindow(worker, begin(picture=flat_file, window_size=(1100, 720)))
        qtbot.addWidget(window)
        window.show()
        with worker:
            driver = Driver(window, qtbot)
            if moment > 1:
                driver.settle()
            if moment:
                driver.click("play")
            if moment > 2:
                driver.combo("working_size").setCurrentIndex(0)
            window.close()
