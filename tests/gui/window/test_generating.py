"""New pictures in the real window: started, watched, stopped, scrubbed and asked about through its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from engine.denoisers import DENOISERS
from engine.generation import kept_runs
from engine.holdings import Holdings
from engine.requests import Frame, Request
from engine.scenes.generate import GenerateSettings
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_scene, set_seed
from engine.state.command import command_of
from engine.state.pinning import pin, unpin
from engine.state.session import to_json
from engine.state.start import Start
from engine.state.start_line import parse_start
from engine.worker import Worker
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.number_field import NumberField
from gui.window.main_window import MainWindow
from main import make_engine
from tests.beginning import begin
from tests.driver import WAIT, Driver, opened

SETTINGS = GenerateSettings(denoiser="patches", sampler="ddim", run_steps=4, rows_wanted=16, snapshots=3)
SCHEDULE = ScheduleChoice("linear", 100)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "texture.png"
    pixels = np.random.default_rng(0).integers(0, 256, (48, 96, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


class Generator(Driver):
    """A window in the Generate scene."""

    @property
    def names(self) -> list[str]:
        """Of the runs that can be chosen."""
        box = self.combo("kept_runs")
        return [box.itemText(row) for row in range(box.count())]

    def choose_run(self, row: int) -> Frame:
        """As a hand does: unlike a change of the code, it is told."""
        box = self.combo("kept_runs")
        box.setFocus()
        box.setCurrentIndex(-1)
        for _ in range(row + 1):
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        return self.settle()

    @property
    def button(self) -> QPushButton:
        button = self["generate"]
        assert isinstance(button, QPushButton)
        return button

    def generate(self) -> None:
        """Press the button, and wait for the end."""
        self.click("generate")
        self.finish()

    def finish(self) -> Frame:
        self.qtbot.waitUntil(lambda: self.button.text() == "Generate", timeout=WAIT)
        return self.settle()

    def wait_for_states(self, count: int) -> None:
        def enough() -> bool:
            frame = self.images.frame
            return (
                frame is not None
                and frame.request.trajectory is not None
                and frame.request.trajectory.done >= count
            )

        self.qtbot.waitUntil(enough, timeout=WAIT)

    def texts(self) -> str:
        return self.text("generation_text")

    def hover(self, part: float = 0.5) -> None:
        rect = self.images.cell_rect(0)
        place = QPoint(rect.x() + int(part * rect.width()), rect.y() + int(part * rect.height()))
        self.qtbot.mouseMove(self.images, place)


def options_for(file: Path) -> Start:
    return begin(
        picture=file,
        working_size=None,
        scene="reverse",  # so that no run begins by itself
        schedule=SCHEDULE,
        t=0,
        window_size=(1200, 800),
        theme="dark",
    )


def show_settings(driver: Driver) -> None:
    """Set what SETTINGS has otherwise than the defaults."""
    for name in ("run_steps", "rows_wanted", "snapshots"):
        driver.spin(name).setValue(getattr(SETTINGS, name))
    driver.combo("sampler").setCurrentIndex(driver.combo("sampler").findData(SETTINGS.sampler))


@pytest.fixture
def driver(qtbot: QtBot, file: Path) -> Iterator[Generator]:
    with opened(qtbot, options_for(file)) as shown:
        driver = Generator(shown.window, qtbot)
        driver.choose_scene("generate")
        show_settings(driver)
        driver.settle()
        yield driver


def large(frame: Frame) -> list[str]:
    return [next((layer.key for layer in cell.mix.weights), "") for cell in frame.grid.rows[0].cells]


def test_numbers_of_the_oracle_do_not_stay_over_new_pictures(driver: Generator) -> None:
    driver.choose_scene("reverse")
    driver.settle()
    driver.choose_scene("generate")
    driver.settle()
    with_numbers = driver.images.grab().toImage()
    frame = driver.images.frame
    assert frame is not None
    driver.images.show_distances(frame.request, {})
    assert driver.images.grab().toImage() == with_numbers


def test_before_the_first_run_the_images_say_what_to_press(driver: Generator) -> None:
    frame = driver.settle()
    assert "Generate" in frame.grid.rows[0].cells[0].note
    assert driver.button.isVisible()
    driver.choose_scene("reverse")
    driver.settle()
    assert not driver.button.isVisible()


@pytest.mark.parametrize("denoiser", DENOISERS)
def test_a_small_window_keeps_its_size_and_cuts_no_field(denoiser: str, driver: Generator) -> None:
    driver.window.resize(1600, 1000)
    driver.window.resize(1024, 700)
    driver.settle()
    assert driver["right_column"].isHidden()  # large pictures have the room
    driver.combo("denoiser").setCurrentIndex(driver.combo("denoiser").findData(denoiser))
    driver.generate()
    assert driver.window.size().toTuple() == (1024, 700)
    least = driver.window.minimumSizeHint()
    assert (least.width(), least.height()) <= (900, 560)
    area = driver["inspector"]
    assert isinstance(area, QScrollArea)
    card = driver["scene_card"]
    fields = [field for field in card.findChildren(NumberField) if field.isVisible()]
    assert fields

    def is_whole(field: NumberField) -> bool:
        area.ensureWidgetVisible(field)
        return field.visibleRegion().boundingRect().size() == field.size()

    for field in fields:
        driver.qtbot.waitUntil(partial(is_whole, field))


def test_what_is_wrong_with_the_settings_is_said_and_nothing_can_be_started(driver: Generator) -> None:
    driver.spin("run_steps").setValue(101)
    driver.qtbot.waitUntil(lambda: not driver.button.isEnabled(), timeout=WAIT)
    driver.spin("run_steps").setValue(4)
    assert driver.button.isEnabled()
    driver.generate()
    assert "4 of 4 steps" in driver.texts()


def test_a_click_on_an_image_takes_the_keys_from_a_field(driver: Generator) -> None:
    driver.generate()
    seed = driver.spin("seed")
    seed.setFocus()
    driver.window.activateWindow()
    place = driver.images.cell_rect(0).center()
    driver.qtbot.mouseClick(driver.images, Qt.MouseButton.LeftButton, pos=place)
    assert not seed.hasFocus()


def test_a_run_is_followed_to_the_new_picture_and_can_be_walked_back(driver: Generator) -> None:
    driver.generate()
    frame = driver.settle()
    assert driver.spin("timestep").value() == 0
    assert "4 of 4 steps" in driver.texts()
    run = frame.request.trajectory
    assert run is not None
    assert run.done == len(run.timesteps)
    assert large(frame)[0] == run.key("x_t", 0, 4)
    assert driver.text("status_size").startswith("32 × 16, shown ")
    assert "(pixels)" in driver.text("status_size")
    for t, state in ((100, 0), (60, 2), (30, 3), (1, 4)):  # the nearest
        driver.spin("timestep").setValue(t)
        assert large(driver.settle())[0] == run.key("x_t", 0, state)


def test_the_same_seed_gives_the_same_bytes(driver: Generator) -> None:
    driver.generate()
    first = driver.settle().pixels.copy()
    driver.spin("seed").setValue(1)
    driver.generate()
    other = driver.settle().pixels.copy()
    driver.spin("seed").setValue(0)
    driver.generate()
    np.testing.assert_array_equal(driver.settle().pixels, first)
    assert (other != first).any()


def test_a_run_that_is_stopped_keeps_its_states(driver: Generator) -> None:
    driver.spin("run_steps").setValue(90)
    driver.click("generate")
    assert driver.button.text() == "Stop"
    driver.wait_for_states(3)
    driver.click("generate")
    assert driver.button.text() == "Continue"
    assert "stopped" in driver.texts()
    frame = driver.settle()
    run = frame.request.trajectory
    assert run is not None
    assert 3 <= run.done < 91
    driver.spin("timestep").setValue(0)
    frame = driver.settle()
    run = frame.request.trajectory  # what was made until the engine heard of it still counts
    assert run is not None
    assert large(frame)[0] == run.key("x_t", 0, run.done - 1)
    driver.spin("run_steps").setValue(4)
    assert driver.button.text() == "Generate"
    driver.generate()  # it is free again
    assert "4 of 4 steps" in driver.texts()


def test_a_hand_on_the_scrubber_is_not_taken_along(driver: Generator) -> None:
    driver.spin("run_steps").setValue(40)
    driver.click("generate")
    driver.wait_for_states(2)
    driver.spin("timestep").setValue(100)
    assert driver.spin("timestep").value() == 100
    driver.finish()
    assert driver.spin("timestep").value() == 100


def test_from_the_picture_at_the_timestep_of_the_scrubber(driver: Generator) -> None:
    button = driver["generate_from_here"]
    assert isinstance(button, QPushButton)
    driver.spin("timestep").setValue(0)
    assert not button.isEnabled()
    driver.spin("timestep").setValue(50)
    assert "50" in button.text()
    driver.click("generate_from_here")
    run = driver.finish().request.trajectory
    assert run is not None
    assert run.timesteps == (50, 25, 0)
    assert driver.spin("start").value() == 50


def test_samples_are_side_by_side_and_a_click_makes_one_large(driver: Generator) -> None:
    driver.spin("seeds").setValue(4)
    driver.generate()
    frame = driver.settle()
    assert frame.grid.rows[1].label == r"\text{samples}"
    index = len(frame.grid.rows[0].cells) + 2
    driver.qtbot.mouseClick(
        driver.images, Qt.MouseButton.LeftButton, pos=driver.images.cell_rect(index).center()
    )
    run = frame.request.trajectory
    assert run is not None
    assert large(driver.settle())[0] == run.key("x_t", 2, 4)


def test_the_command_of_a_chosen_sample_can_be_read_again(driver: Generator) -> None:
    driver.spin("seeds").setValue(9)
    driver.generate()
    index = len(driver.settle().grid.rows[0].cells) + 7
    place = driver.images.cell_rect(index).center()
    driver.qtbot.mouseClick(driver.images, Qt.MouseButton.LeftButton, pos=place)
    assert driver.spin("sample").value() == 8
    command = command_of(driver.window.store.view).line
    assert parse_start(command.split()[2:]).view.own.sample == 8
    assert driver.window.store.view.strip.column == 0


def test_a_run_takes_no_other_scene_along(driver: Generator) -> None:
    driver.spin("run_steps").setValue(40)
    driver.click("generate")
    driver.wait_for_states(2)
    driver.choose_scene("forward")
    before = driver.spin("timestep").value()
    driver.qtbot.waitUntil(lambda: driver.button.text() == "Generate", timeout=WAIT)
    assert driver.spin("timestep").value() == before


def test_while_it_begins_nobody_is_asked_to_press_what_was_pressed(driver: Generator) -> None:
    driver.click("generate")
    driver.wait_for_states(0)
    frame = driver.images.frame
    assert frame is not None
    notes = [cell.note for cell in frame.grid.rows[0].cells]
    assert not any("Generate" in note for note in notes)
    driver.finish()


def test_another_scene_before_the_engine_is_there_leaves_nothing_to_wait_for(
    qtbot: QtBot, file: Path
) -> None:
    worker = Worker(make_engine)
    options = begin(
        picture=file, working_size=None, scene="generate", schedule=SCHEDULE, t=0, settings=SETTINGS
    )
    window = MainWindow(worker, options)
    qtbot.addWidget(window)
    window.show()
    driver = Driver(window, qtbot)
    driver.choose_scene("forward")
    with worker:
        assert driver.settle().request.view.scene == "forward"
        window.close()


def test_the_patches_of_the_pixel_under_the_mouse_are_marked(driver: Generator) -> None:
    driver.generate()
    driver.spin("timestep").setValue(50)
    driver.settle()
    before = driver.images.grab().toImage()
    driver.hover()
    driver.qtbot.waitUntil(lambda: bool(driver.images._matches), timeout=WAIT)
    x, y = map(int, driver.text("status_pixel").split()[1:4:2])
    assert (x, y) == pytest.approx((16, 8), abs=1)  # of a new picture, and not of that which has more pixels
    weights = [match.weight for match in driver.images._matches]
    assert weights == sorted(weights, reverse=True)
    last = len(driver.settle().grid.rows[0].cells) - 1  # the picture, where they are shown
    where = driver.images.cell_rect(last)
    assert driver.images.grab().toImage().copy(where) != before.copy(where)
    driver.qtbot.mouseMove(driver.images, QPoint(1, 1))


def test_another_picture_forgets_the_run(driver: Generator, file: Path, tmp_path: Path) -> None:
    driver.generate()
    other = tmp_path / "other.png"
    Image.open(file).transpose(Image.Transpose.ROTATE_90).save(other)
    driver.open(other)
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == other.name, timeout=WAIT)
    frame = driver.settle()
    assert frame.request.trajectory is None
    assert driver.texts() == ""
    assert not driver.combo("kept_runs").isEnabled()
    driver.generate()
    assert driver.settle().request.trajectory is not None


def test_a_picture_that_comes_during_a_run_ends_it(driver: Generator, file: Path, tmp_path: Path) -> None:
    driver.spin("run_steps").setValue(90)
    driver.click("generate")
    driver.wait_for_states(2)
    other = tmp_path / "other.png"
    Image.open(file).save(other)
    driver.open(other)
    driver.qtbot.waitUntil(lambda: driver.text("picture_name") == other.name, timeout=WAIT)
    assert driver.button.text() == "Generate"
    assert driver.settle().request.trajectory is None


def test_other_scenes_go_on_during_a_run(driver: Generator) -> None:
    driver.spin("run_steps").setValue(40)
    driver.click("generate")
    driver.wait_for_states(2)
    driver.choose_scene("forward")
    assert driver.settle().request.view.scene == "forward"
    assert not driver.button.isVisible()
    driver.spin("timestep").setValue(7)
    assert driver.settle().request.view.t == 7
    driver.qtbot.waitUntil(lambda: driver.button.text() == "Generate", timeout=WAIT)
    driver.choose_scene("generate")
    run = driver.finish().request.trajectory
    assert run is not None
    assert run.done == len(run.timesteps)


def test_what_cannot_be_generated_is_said_and_the_last_run_stays(driver: Generator) -> None:
    driver.generate()
    driver.spin("rows_wanted").setValue(384)
    driver.generate()
    assert driver.says("choose a smaller result or a larger picture")
    driver.spin("rows_wanted").setValue(16)
    driver.generate()
    assert "4 of 4 steps" in driver.texts()


def test_a_folder_is_chosen_for_the_set(
    driver: Generator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.combo("denoiser").setCurrentIndex(driver.combo("denoiser").findData("ideal"))
    assert not any(button.isVisible() for button in driver.window.findChildren(QToolButton, "folder"))
    driver.combo("members").setCurrentIndex(driver.combo("members").findData("folder"))
    button = driver["folder"]
    assert isinstance(button, QToolButton)
    assert button.isVisible()
    driver.generate()
    assert driver.says("No folder is chosen")
    monkeypatch.setattr(FileDialogs, "folder_to_use", lambda *_: tmp_path)
    driver.click("folder")
    assert "…" in button.text()  # it is long
    assert button.toolTip() == str(tmp_path)
    driver.generate()
    assert driver.says("There is no picture in the folder")
    Image.new("RGB", (9, 9), (255, 0, 0)).save(tmp_path / "red.png")
    driver.generate()
    assert driver.text("status_message") == ""
    run = driver.settle().request.trajectory
    assert run is not None
    assert run.done == len(run.timesteps)
    monkeypatch.setattr(FileDialogs, "folder_to_use", lambda *_: None)  # not chosen after all
    driver.click("folder")
    assert button.toolTip() == str(tmp_path)


def test_progress_is_shown_while_it_runs(driver: Generator) -> None:
    bar = driver["generation_progress"]
    assert isinstance(bar, QProgressBar)
    driver.spin("run_steps").setValue(40)
    driver.click("generate")
    values: list[int] = []
    bar.valueChanged.connect(values.append)
    driver.finish()
    assert values[:-1] == sorted(values[:-1])  # the last one clears it
    assert max(values) > 900


def test_the_command_of_a_run_makes_it_again(driver: Generator, qtbot: QtBot) -> None:
    driver.generate()
    frame = driver.settle()
    window = driver.window
    options = parse_start(command_of(window.store.view, window.looks.looks).line.split()[2:])
    with opened(qtbot, options) as shown:
        again = shown.settle()
        assert again.request.view.t == frame.request.view.t
        assert again.request.trajectory is not None
        assert again.request.trajectory.done == 5
        np.testing.assert_array_equal(again.pixels, frame.pixels)


def test_the_window_closes_in_the_middle_of_a_run(driver: Generator) -> None:
    driver.spin("run_steps").setValue(90)
    driver.click("generate")
    driver.wait_for_states(1)
    driver.window.close()


def test_a_run_goes_on_where_it_was_stopped_and_ends_as_if_it_had_not_been(driver: Generator) -> None:
    driver.spin("run_steps").setValue(40)
    driver.click("generate")
    driver.wait_for_states(3)
    driver.click("generate")
    stopped = driver.settle().request.trajectory
    assert stopped is not None
    assert stopped.stopped
    assert "stopped at" in driver.texts()
    driver.click("generate")
    assert driver.button.text() == "Stop"
    frame = driver.finish()
    run, pixels = frame.request.trajectory, frame.pixels.copy()
    assert run is not None
    assert run.whole
    assert run.id == stopped.id
    assert frame.request.view.t == 0
    assert driver.texts() == "40 of 40 steps"
    driver.generate()  # without a pause
    frame = driver.settle()
    assert frame.request.trajectory is not None
    assert frame.request.trajectory.id != run.id
    np.testing.assert_array_equal(frame.pixels, pixels)


def test_a_run_of_the_list_is_shown_with_what_made_it_in_one_step(driver: Generator) -> None:
    driver.generate()
    first, view = driver.settle(), driver.window.store.view
    pixels = first.pixels.copy()
    driver.spin("run_steps").setValue(10)
    driver.spin("seed").setValue(5)
    driver.combo("sampler").setCurrentIndex(driver.combo("sampler").findData("ddpm"))
    driver.generate()
    second, now = driver.settle().request.trajectory, driver.window.store.view
    assert driver.names == ["DDPM trailing 10, seed 5", "DDIM trailing 4, seed 0"]
    assert driver.combo("kept_runs").currentIndex() == 0
    steps = len(driver.window.store.history.past)
    frame = driver.choose_run(1)
    assert frame.request.trajectory == first.request.trajectory
    assert frame.request.view == view
    np.testing.assert_array_equal(frame.pixels, pixels)
    assert "settings have changed" not in frame.grid.remark
    assert driver.spin("run_steps").value() == 4
    assert driver.spin("seed").value() == 0
    assert len(driver.window.store.history.past) == steps + 1
    driver.window.store.undo()
    frame = driver.settle()
    assert frame.request.trajectory == second  # nothing is made again
    assert frame.request.view == now
    assert driver.combo("kept_runs").currentIndex() == 0
    assert driver.texts() == "10 of 10 steps"


def test_settings_that_a_kept_run_was_made_with_show_it_again(driver: Generator) -> None:
    driver.generate()
    first = driver.settle().request.trajectory
    driver.spin("seed").setValue(5)
    assert "settings have changed" in driver.settle().grid.remark
    driver.generate()
    assert driver.settle().request.trajectory != first
    driver.spin("seed").setValue(0)
    frame = driver.settle()
    assert frame.request.trajectory == first
    assert "settings have changed" not in frame.grid.remark


def test_two_runs_are_compared(driver: Generator) -> None:
    driver.generate()
    few = driver.settle().request.trajectory
    driver.window.store.apply(pin())
    driver.spin("run_steps").setValue(20)
    driver.generate()
    frame = driver.settle()
    many = frame.request.trajectory
    assert few is not None
    assert many is not None
    assert large(frame) == [few.key("x_t", 0, 4), many.key("x_t", 0, 20)]
    assert [cell.note for cell in frame.grid.rows[0].cells] == ["", ""]
    assert [each.problem for each in frame.cells] == ["", ""]
    assert "steps 4" in frame.grid.cells[0].title
    assert driver.window.columns.pins._run == few  # whose states it can name
    driver.choose_scene("forward")  # beside a picture of another scene too
    assert large(driver.settle())[0] == few.key("x_t", 0, 4)


def test_both_runs_of_two_that_are_compared_come_with_a_session(driver: Generator, tmp_path: Path) -> None:
    store, session = driver.window.store, tmp_path / "two.json"
    store.apply(pin())
    store.apply(set_seed(5))
    for scene in ("generate", "forward"):  # and beside a picture of another scene
        store.apply(choose_scene(scene))
        session.write_text(to_json(store.view), encoding="utf-8")
        store.apply(unpin())
        driver.window.new_pictures._forget(None)
        driver.open(session)
        frame = driver.settle()
        assert [cell.note for cell in frame.grid.rows[0].cells] == ["", ""]
        assert len(set(large(frame))) == 2
        assert not driver.window.new_pictures.running


def test_the_window_knows_which_runs_the_engine_keeps(
    driver: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines: set[Holdings] = set()
    check = Holdings.check

    def noted(holdings: Holdings, request: Request) -> None:
        engines.add(holdings)
        check(holdings, request)

    monkeypatch.setattr(Holdings, "check", noted)
    monkeypatch.setattr(kept_runs, "MOST_RUNS", 3)
    for seed in range(5):
        driver.spin("seed").setValue(seed)
        driver.generate()
    kept = [run.id for run in driver.window.new_pictures._kept.runs]
    assert len(kept) == 3
    (engine,) = engines
    assert list(engine.trajectories) == kept
    driver.choose_run(2)  # the oldest that is left
    assert driver.spin("seed").value() == 2


def test_nothing_moves_when_there_are_runs_to_choose(driver: Generator) -> None:
    places = {
        name: driver[name].geometry() for name in ("generate", "kept_runs", "denoiser", "generation_text")
    }
    assert not driver.combo("kept_runs").isEnabled()
    driver.generate()
    driver.spin("seed").setValue(1234567890)
    driver.generate()
    assert driver.combo("kept_runs").isEnabled()
    assert places == {name: driver[name].geometry() for name in places}
