"""Films, figures, sheets and images through the window's own menus and dialogs."""

from __future__ import annotations

import csv
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from engine.exports.films import write_film
from engine.exports.films.still import Still
from engine.exports.options import EXPORTS
from engine.exports.settings import FilmSettings
from engine.open_jobs import OpenFile
from engine.pixels.canvas import Canvas
from engine.requests import Request
from engine.schedules import make_schedule
from engine.schedules.curve_looks import CurveLooks
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.axes import axes_of
from engine.state.changes import go_to, set_option, set_seed
from engine.state.pinning import pin
from engine.state.view import FromFile, Pasted, View
from engine.worker import Worker
from gui.cards.option_fields import OptionField
from gui.exports.dialog import ExportDialog
from gui.exports.film_task import pixels_of
from gui.exports.progress import ProgressDialog, time_text
from gui.exports.stage import ImagesStage, drawn
from gui.images.arrangement import arrange
from gui.style import TEXT_SIZE, THEMES
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.number_field import NumberField
from gui.window.in_words import portable
from gui.window.main_window import MainWindow
from gui.window.preview import Preview
from gui.window.whole_stage import WholeStage
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.gui.find import find
from tests.gui.window.test_sessions import trigger, window

TINY = FilmSettings(format="apng", width=320, height=240, frames=5, fps=10, hold=0)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photos" / "photo.png"
    file.parent.mkdir()
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (90, 120, 3), np.uint8)).save(file)
    return file


def said(driver: Driver, words: str) -> None:
    driver.qtbot.waitUntil(lambda: driver.says(words), timeout=WAIT)


def test_a_film_has_the_pixels_of_the_engine_while_the_window_shows_something_else(
    qtbot: QtBot,
    photo: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "film.png"
    with window(qtbot, picture=photo) as driver:
        view = driver.window.store.view
        driver.window.home.save("film", TINY, file)
        driver.window.pictures.open(driver.window.store.view.source)  # the picture is replaced
        driver.spin("seed").setValue(99)
        driver.spin("timestep").setValue(17)
        said(driver, "Saved")
        assert driver.window.store.view.seed == 99
    with Image.open(file) as film:
        shown = [np.asarray(each.convert("RGB")) for each in ImageSequence.Iterator(film)]
        assert film.info["duration"] == 100
    assert len(shown) == 5
    simulator = Simulator()
    opened = finish(simulator.run(OpenFile(photo, view.working_size)))
    stage = ImagesStage((320, 240), THEMES["dark"], opened.size, lambda view: "", TINY.text_pixels)
    scale = TINY.text_pixels / TEXT_SIZE
    room = int(320 / scale), int(240 / scale)
    for t, pixels in zip((0, 250, 500, 750, 1000), shown, strict=True):
        request = stage.sized(Request(replace(view, t=t), opened.id, (1, 1), (1, 1)))
        frames = simulator.frames(
            request, lambda height, width: Canvas(np.zeros((height, width, 4), np.uint8))
        )
        frame = [each for each in frames if each is not None][-1]
        for rect, cell in zip(arrange(frame.grid, opened.size, room).cells, frame.cells, strict=True):
            expected = frame.pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width, 2::-1]
            x, y = (round(each * scale) for each in rect[:2])
            assert np.array_equal(pixels[y : y + cell.height, x : x + cell.width], expected)
    stage.close()
    simulator.close()


def test_a_film_of_the_window_is_as_large_as_asked_and_the_window_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "film.mp4"
    noted: list[Still] = []

    def note(stills: Iterable[Still]) -> Iterator[Still]:
        for still in stills:
            noted.append(replace(still, pixels=still.pixels.copy()))
            yield still

    monkeypatch.setattr(
        "engine.exports.films.write_film", lambda stills, *how: write_film(note(stills), *how)
    )
    with window(qtbot, working_size=64) as driver:
        before = driver.window.store.view
        how = replace(TINY, format="mp4", part="window", width=1101, height=701, frames=3)
        driver.window.home.save("film", how, file)
        said(driver, "Saved")
        assert driver.window.store.view == before
    with av.open(str(file), "r") as film:
        frames = [each.to_ndarray(format="rgb24") for each in film.decode(video=0)]
    assert [frame.shape for frame in frames] == [(702, 1102, 3)] * 3
    assert all(not np.array_equal(frames[0], each) for each in frames[1:])
    for one, other in pairwise(noted):  # of which the encoder converts no more than what changes
        assert other.changed
        for left, top, right, bottom in other.changed:
            one.pixels[top:bottom, left:right] = other.pixels[top:bottom, left:right]
        assert np.array_equal(one.pixels, other.pixels)
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def assert_the_same_but_for(changed: Sequence[QRect] | None, before: QImage, after: QImage) -> None:
    """Each differs from the one before in these parts alone; of None in any."""
    one, other = pixels_of(before).copy(), pixels_of(after)
    for rect in changed or []:
        rows, columns = slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)
        one[rows, columns] = other[rows, columns]
    assert changed is None or np.array_equal(one, other)


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("scene", ["forward", "compare", "reverse", "plan", "density"])
def test_a_frame_of_the_window_is_the_same_whatever_was_painted_before_it(
    qtbot: QtBot, scene: str, pinned: bool
) -> None:
    with window(qtbot, working_size=64, scene=scene, t=300) as driver:
        frames = []
        if pinned:
            driver.window.store.apply(pin())
        for change in (set_seed(3), go_to(600), go_to(7), go_to(8), go_to(0), go_to(9)):
            driver.window.store.apply(change)
            frame = driver.settle()
            frames.append(replace(frame, pixels=frame.pixels.copy()))
        picture = driver.window.pictures.picture
        assert picture is not None
        stage = WholeStage(1500, 720, THEMES["dark"], picture, CurveLooks())
        held: list[QImage] = []  # as the encoder holds some
        partly: list[bool] = []
        for frame in frames:
            new = WholeStage(1500, 720, THEMES["dark"], picture, CurveLooks())
            for each in (stage, new):
                each.sized(frame.request)
            held.append(stage.draw(frame))
            alone = new.draw(frame)
            assert held[-1] == alone
            assert alone == drawn(new.panels)  # in one go
            new.close()
            if len(held) > 1:
                assert_the_same_but_for(stage.changed, held[-2], alone)
                partly.append(stage.changed is not None)
            if len(held) > 2:
                del held[0]
            QApplication.processEvents()
        assert any(partly)
        stage.close()


def test_a_film_that_is_cancelled_leaves_the_old_file_and_nothing_else(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "film.png"
    file.write_text("old", encoding="utf-8")
    with window(qtbot, working_size=64) as driver:
        driver.window.home.save("film", replace(TINY, frames=100_000), file)
        progress = find(driver.window, ProgressDialog)
        label = progress.findChild(QLabel, "export_said")
        stop = progress.findChild(QPushButton, "export_stop")
        assert label is not None
        assert stop is not None
        qtbot.waitUntil(lambda: label.text().startswith("frame "), timeout=WAIT)
        driver.window.home.save("film", TINY, tmp_path / "other.png")
        assert driver.says("still in the making")
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
        said(driver, "Cancelled")
        assert [each.name for each in tmp_path.iterdir()] == [file.name]
        assert file.read_text(encoding="utf-8") == "old"
        driver.window.home.save("film", TINY, file)  # and the next one is made
        assert not driver.says("Cancelled")
        said(driver, "Saved")


def test_closing_the_window_ends_the_film(qtbot: QtBot, tmp_path: Path) -> None:
    with window(qtbot, working_size=64) as driver:
        driver.window.home.save("film", replace(TINY, frames=100_000), tmp_path / "film.png")
        qtbot.waitUntil(lambda: driver.window.home.exporting.running, timeout=WAIT)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "ending"), [("film", ".webp"), ("figure", ".pdf"), ("sheet", ".svg"), ("image", ".png")]
)
def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path, kind: str, ending: str) -> None:
    export = EXPORTS[kind]
    name = f"out{ending}"
    settings = TINY if kind == "film" else export.defaults
    settings = replace(settings, format=export.format_of(Path(name)))
    (tmp_path / name).mkdir()
    with window(qtbot, working_size=64) as driver:
        for file, words in (
            (tmp_path / "gone" / name, "cannot be written"),
            (tmp_path / name, "is a folder"),
        ):
            driver.window.home.save(kind, settings, file)
            said(driver, words)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_figure_has_its_caption_and_its_numbers_beside_it(qtbot: QtBot, tmp_path: Path) -> None:
    how = replace(EXPORTS["figure"].defaults, format="svg", part="curves", beside=True)
    with window(qtbot, working_size=64, scene="compare", t=300, seed=5) as driver:
        driver.window.home.save("figure", how, tmp_path / "my figure.svg")
        said(driver, "Saved")
        names = list(driver.window.store.view.own.schedules)
    assert {each.name for each in tmp_path.iterdir()} == {
        "my figure.svg", "my figure_caption.txt", "my figure_numbers.csv"
    }  # fmt: skip
    caption = (tmp_path / "my figure_caption.txt").read_text(encoding="utf-8")
    assert caption == f"hills; Compare; schedules {', '.join(names)}, T = 1000; t = 300; seed 5\n"
    texts = "".join(ET.parse(tmp_path / "my figure.svg").getroot().itertext())
    assert all(name in texts for name in names)  # curves alone say which is which
    with (tmp_path / "my figure_numbers.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["quantity"]: row for row in csv.DictReader(file)}
    for name in names:
        assert float(rows["alpha_bar"][name]) == make_schedule(name).alpha_bar[300]
        assert float(rows["beta"][name]) == make_schedule(name).beta(300)


def test_what_stands_beside_a_figure_and_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    how = replace(EXPORTS["figure"].defaults, format="svg", part="curves", beside=True)
    (tmp_path / "f_caption.txt").mkdir()
    with window(qtbot, working_size=64) as driver:
        driver.window.home.save("figure", how, tmp_path / "f.svg")
        said(driver, "is a folder")
    assert {each.name for each in tmp_path.iterdir()} == {"f.svg", "f_caption.txt"}


def test_the_dialog_is_made_from_the_options_and_its_choice_is_what_is_made(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def ask(_: FileDialogs, title: str, mode: object, patterns: str, name: str = "") -> Path:
        names.append(name)
        return tmp_path / name

    def use(dialog: ExportDialog) -> int:
        kind = dialog.findChild(QComboBox, "export_kind")
        format = next(each for each in dialog.findChildren(QComboBox, "format") if each.isVisibleTo(dialog))
        assert kind is not None
        assert kind.currentData() == "figure"
        format.setCurrentIndex(format.findData("svg"))
        save = find(dialog, QPushButton, "export_save")
        save.click()
        return 1

    monkeypatch.setattr(FileDialogs, "_ask", ask)
    monkeypatch.setattr(ExportDialog, "exec", use)
    with window(qtbot, working_size=64) as driver:
        trigger(driver, "menu_figure")
        said(driver, "Saved")
    (name,) = names
    assert name == "hills_forward_linear_t0300_figure.svg"
    assert (tmp_path / name).read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("name", "on_any_system"),
    [
        ("hills", "hills"),
        ('a:b/c\\d?*"<x>|\n', "a_b_c_d____x___"),
        ("Bäume 木", "Bäume 木"),
        ("caf\udce9", "caf_"),
        ("木" * 300, "木" * 53),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_name_of_a_picture_is_one_of_a_file_on_any_system(name: str, on_any_system: str) -> None:
    assert portable(name) == on_any_system


def test_the_dialog_shows_what_applies_and_says_what_is_missing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ExportDialog("film", {}, "name", axes_of(View(), (512, 256)))
    qtbot.addWidget(dialog)
    dialog.show()

    def shown(name: str) -> bool:
        return any(
            field.isVisible() for field in dialog.findChildren(OptionField) if field.option.name == name
        )

    assert not shown("lossless")
    assert not shown("number")
    dialog._change("part", "image")
    assert shown("number")
    dialog._change("format", "webp")
    assert shown("lossless")
    assert shown("loop")
    length = find(dialog, QLabel, "export_length")
    assert length.text() == "150 frames in all, 5 s"  # 4 of them on the way, and half a one at each end
    dialog._change("format", "gif")
    dialog._change("fps", 60.0)
    label = find(dialog, QLabel, "export_problem")
    assert "at most 50" in label.text()
    assert not dialog._save_button.isEnabled()
    dialog.hide()


def test_a_film_begins_in_a_format_that_can_be_made_here(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = []
    for missing in (False, True):
        if missing:
            monkeypatch.setitem(sys.modules, "av", None)
        dialog = ExportDialog("film", {}, "name", axes_of(View(), (512, 256)))
        qtbot.addWidget(dialog)
        formats.append(dialog.settings.format)
        assert dialog._save_button.isEnabled()
    assert formats == ["mp4", "webp"]


def test_the_dialog_goes_over_what_the_view_has_between_its_limits(qtbot: QtBot) -> None:
    view = set_option("reverse", "sampler", "ddim").run(View(scene="reverse"))
    dialog = ExportDialog("film", {}, "name", axes_of(view, (512, 256)))
    qtbot.addWidget(dialog)
    dialog.show()

    def field(name: str) -> OptionField:
        (found,) = (
            each for each in dialog.findChildren(OptionField) if each.option.name == name and each.isVisible()
        )
        return found

    def number(name: str) -> NumberField:
        return find(field(name), NumberField)

    assert [key for key, _ in field("over").option.choices] == list(axes_of(view))
    assert (number("begin").value(), number("end").value()) == (1000, 0)  # as the scene goes
    over = find(field("over"), QComboBox)
    over.setCurrentIndex(over.findData("eta"))
    assert (number("begin").value(), number("end").value()) == (0, 1)
    number("end").setValue(0.25)
    assert (dialog.settings.over, dialog.settings.begin, dialog.settings.end) == ("eta", None, 0.25)
    again = find(field("over"), QComboBox)
    again.setCurrentIndex(again.findData("beta_end"))
    assert (number("begin").value(), number("end").value()) == (0.01, 0.04)
    assert number("end").numbers.maximum == 0.999999
    dialog.hide()
    other = ExportDialog("film", {"film": dialog.settings}, "name", axes_of(replace(View(), scene="step")))
    qtbot.addWidget(other)
    assert other.settings.over == "beta_end"
    last = replace(dialog.settings, over="eta", begin=0.5)
    without = ExportDialog("film", {"film": last}, "name", axes_of(View()))
    qtbot.addWidget(without)
    assert (without.settings.over, without.settings.begin) == ("t", None)


def test_the_dialog_previews_what_would_be_saved(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes: dict[str, float] = {}
    said_instead: list[str] = []

    def use(dialog: ExportDialog) -> int:
        kind, label = dialog.findChild(QComboBox, "export_kind"), dialog.findChild(QLabel, "export_preview")
        assert kind is not None
        assert label is not None
        for name in EXPORTS:
            label.clear()
            kind.setCurrentIndex(kind.findData(name))
            dialog.show_settings()
            qtbot.waitUntil(lambda: not label.pixmap().isNull(), timeout=WAIT)
            shapes[name] = label.pixmap().width() / label.pixmap().height()
        dialog._change("number", 1000)
        qtbot.waitUntil(lambda: bool(label.text()), timeout=WAIT)
        said_instead.append(label.text())
        return 0

    monkeypatch.setattr(ExportDialog, "exec", use)
    figure = tmp_path / "figure.png"
    with window(qtbot, working_size=64) as driver:
        trigger(driver, "menu_film")
        driver.window.home.save("figure", replace(EXPORTS["figure"].defaults, format="png", dpi=96), figure)
        said(driver, "Saved")
    with Image.open(figure) as page:
        assert shapes["figure"] == pytest.approx(page.width / page.height, rel=0.03)
    assert shapes["film"] == pytest.approx(1280 / 720, rel=0.01)
    assert shapes["image"] == pytest.approx(2, rel=0.01)
    assert "no image 1000" in said_instead[0]


@pytest.mark.parametrize("part", ["images", "curves"])
def test_letters_of_a_film_are_a_part_of_its_height(
    qtbot: QtBot, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def letters(**how: float) -> int:
        settings = replace(FilmSettings(part=part, over="seed"), **how)  # type: ignore[arg-type]
        preview.show_settings("film", settings)
        qtbot.waitUntil(lambda: bool(made), timeout=WAIT)
        image = made.pop().convertToFormat(QImage.Format.Format_Grayscale8)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        ink = np.abs(pixels[:, : image.width() // 3].astype(int) - int(pixels[0, 0])) > 60
        empty = np.flatnonzero(~np.any(ink, axis=1))
        return int(np.diff(empty)[np.diff(empty) > 1][0]) - 1  # of "seed = 0", on the first line

    with window(qtbot, working_size=64) as driver:
        preview, made = Preview(driver.window), list[QImage]()
        monkeypatch.setattr(preview, "_say", made.append)  # not made smaller
        small, large = letters(width=640, height=360), letters(width=1920, height=1080)
        assert large == pytest.approx(3 * small, abs=3)
        assert letters(width=1920, height=1080, text=4.2) == pytest.approx(1.5 * large, abs=2)
        assert large == pytest.approx(1080 * 0.028 * 18 / 13 * 0.7, rel=0.2)  # so high are d and 0


def test_every_dialog_fits_a_small_screen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heights: dict[tuple[str, str], int] = {}

    def use(dialog: ExportDialog) -> int:
        kinds = find(dialog, QComboBox, "export_kind")
        for kind, export in EXPORTS.items():
            kinds.setCurrentIndex(kinds.findData(kind))
            for format, _ in export.options[0].choices:
                dialog._change("format", format)
                heights[kind, format] = dialog.sizeHint().height()
        beside = {each.option.name: each.parentWidget() for each in dialog.findChildren(OptionField)}
        assert beside["width"] is not beside["begin"] is beside["end"]
        return 0

    with window(qtbot, working_size=64) as driver:
        monkeypatch.setattr(ExportDialog, "exec", use)
        driver.window.home.ask("film")
    assert max(heights.values()) == heights["film", "webp"]
    assert heights["film", "webp"] < 700 - 60, heights  # with its frame, and a bar of the desktop


def test_the_newest_preview_is_the_one_that_is_shown(qtbot: QtBot) -> None:
    with window(qtbot, working_size=64) as driver:
        preview, made = Preview(driver.window), list[QImage]()
        preview.made.connect(made.append)
        tall = FilmSettings(part="curves", width=100, height=400)
        for settings in (FilmSettings(part="curves"), FilmSettings(part="image"), tall):
            preview.show_settings("film", settings)
        qtbot.waitUntil(lambda: bool(made), timeout=WAIT)
        driver.settle()
        assert [(image.width(), image.height()) for image in made] == [(100, 400)]


def test_the_preview_of_a_film_of_the_window_is_painted_band_by_band(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window(qtbot, working_size=64) as driver:
        preview, painted = Preview(driver.window), list[QImage]()
        monkeypatch.setattr(preview, "_say", painted.append)
        preview.show_settings("film", FilmSettings(part="window"))
        assert not painted  # not all at once
        qtbot.waitUntil(lambda: bool(painted), timeout=WAIT)
        shown = driver.window.columns.grab().toImage()
        assert painted == [shown.convertToFormat(QImage.Format.Format_RGB32)]
        for part in ("window", "image"):  # the newest alone
            preview.show_settings("film", FilmSettings(part=part))
        qtbot.waitUntil(lambda: len(painted) > 1, timeout=WAIT)
        driver.settle()
        assert [image.size().toTuple() for image in painted[1:]] == [(1280, 720)]


def test_a_dialog_that_is_opened_before_the_images_shows_them_once_they_are_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(Simulator)
    early = MainWindow(worker, begin(working_size=64, window_size=(1000, 700), theme="dark"), None)
    qtbot.addWidget(early)
    early.show()
    said_first: list[str] = []

    def use(dialog: ExportDialog) -> int:
        label = find(dialog, QLabel, "export_preview")
        said_first.append(label.text())
        with worker:
            qtbot.waitUntil(lambda: not label.pixmap().isNull(), timeout=WAIT)
            early.close()
        return 0

    monkeypatch.setattr(ExportDialog, "exec", use)
    early.home.ask("film")
    assert said_first == ["There is nothing to save yet: wait until the images are there."]


def test_a_right_click_on_an_image_copies_or_saves_it(
    qtbot: QtBot,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "one.png"
    monkeypatch.setattr(FileDialogs, "_ask", lambda *_, **__: file)
    with window(qtbot, picture=photo) as driver:
        frame = driver.settle()
        signal = driver.window.store.view.schedule.make().sqrt_alpha_bar[300]
        images = driver.images
        place = images.cell_rect(0).center()
        click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, images.mapToGlobal(place))
        QApplication.sendEvent(images, click)
        menu = find(images, QMenu, "image_menu")
        actions = {action.objectName(): action for action in menu.actions()}
        actions["image_copy"].trigger()
        cell = frame.cells[0]
        copied = QGuiApplication.clipboard().image()
        assert (copied.width(), copied.height()) == (cell.width, cell.height)
        actions["image_save"].trigger()
        said(driver, "Saved")
        all_of_them = tmp_path / "all"
        monkeypatch.setattr(FileDialogs, "_ask", lambda *_, **__: all_of_them)
        actions["image_save_all"].trigger()
        said(driver, f"Saved {len(frame.cells)} images and cells.csv")
        assert len(list(all_of_them.glob("*.png"))) == len(frame.cells)
        monkeypatch.setattr(FileDialogs, "_ask", lambda *_, **__: file)
        actions["image_save_all"].trigger()  # a file has that name
        driver.qtbot.waitUntil(lambda: not driver.says("Saved"), timeout=WAIT)
        actions["image_pin"].trigger()
        assert driver.window.store.view.pin is not None
        driver.window.store.undo()
        actions["image_use"].trigger()
        driver.qtbot.waitUntil(lambda: isinstance(driver.window.store.view.source, Pasted), timeout=WAIT)
        frame = driver.settle()
        used = driver.window.pictures.picture
        assert used is not None
        assert used.size == (120, 90)
        assert used.name.startswith("image 1 of photo_")
        assert not frame.draft
        driver.window.store.undo()
        driver.settle()
        assert isinstance(driver.window.store.view.source, FromFile)
        menu.close()
    with Image.open(file) as saved, Image.open(photo) as original:
        mean = signal * (np.asarray(original) / 127.5 - 1)
        assert abs(np.asarray(saved.convert("RGB")) - (mean + 1) * 127.5).max() <= 1


def test_the_usual_widths_and_resolutions_of_a_page_have_buttons(qtbot: QtBot) -> None:
    dialog = ExportDialog("figure", {}, "name", axes_of(View(), (120, 90)))
    qtbot.addWidget(dialog)
    for name in ("width_85", "dpi_600"):
        button = next(each for each in dialog.findChildren(QToolButton, name) if each.isVisibleTo(dialog))
        button.click()
    assert (dialog.settings.width, dialog.settings.dpi) == (85, 600)


def test_a_film_of_curves_over_a_parameter_has_one_axis_of_heights(qtbot: QtBot, tmp_path: Path) -> None:
    settings = replace(TINY, part="curves", over="beta_end", begin=0.005, end=0.05, frames=3)
    file = tmp_path / "curves.png"
    with window(qtbot, working_size=64) as driver:
        driver.window.looks.show_curves(CurveLooks(("beta",)))
        driver.settle()
        driver.window.home.save("film", settings, file)
        said(driver, "Saved")
    with Image.open(file) as film:
        frames = [np.asarray(each.convert("RGB"))[60:, :24] for each in ImageSequence.Iterator(film)]
    assert len(frames) == 3
    assert np.array_equal(frames[0], frames[1])
    assert np.array_equal(frames[0], frames[2])
    assert frames[0].std() > 0


def test_what_has_no_images_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    with window(qtbot, working_size=64) as driver:
        driver.window.home.save("film", replace(TINY, begin=900, end=900), tmp_path / "film.png")
        assert driver.says("begins and ends at 900")
        driver.window.home.save("image", replace(EXPORTS["image"].defaults, number=1000), tmp_path / "i.png")
        said(driver, "no image 1000")
    assert not list(tmp_path.iterdir())


def test_a_time_is_said_in_minutes_where_it_is_long() -> None:
    assert time_text(61.2) == "1 min 1 s"
    assert time_text(4.4) == "4 s"
