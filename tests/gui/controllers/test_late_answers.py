"""The window with an engine that answers late, never and with errors: never silent, no number of another request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from engine.pixels.devices import Device
from engine.pixels.values import Distance, Value
from engine.state.changes import go_to, set_seed
from engine.state.command import command_of
from engine.state.start_line import parse_start
from engine.state.view import Bundled, View
from engine.worker import Worker
from gui.images.frame_painter import FramePainter
from gui.images.marks import Marks
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences
from gui.window.settings import Settings
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.gui.fake_engine import FakeEngine, number_of


class Fake(Driver):
    """A window whose engine the test holds."""

    def __init__(
        self, qtbot: QtBot, engine: FakeEngine, settings: Settings | None = None, **start: Any
    ) -> None:
        self.engine = engine
        self.worker = Worker(lambda: engine)
        start = {"source": Bundled("hills"), "window_size": (1100, 740), "theme": "dark", **start}
        super().__init__(MainWindow(self.worker, begin(**start), settings), qtbot)
        qtbot.addWidget(self.window)
        self.window.show()

    def until(self, what: Any) -> None:
        self.qtbot.waitUntil(what, timeout=WAIT)

    def began(self, kind: str, times: int) -> None:
        self.until(lambda: self.engine.began.get(kind, 0) >= times)

    def capture(self) -> tuple[list[QImage], list[str]]:
        taken: list[QImage] = []
        given_up: list[str] = []
        self.window.screenshots.capture("images", 1.0, taken.append, given_up.append)
        return taken, given_up

    def go_to(self, t: int) -> None:
        self.spin("timestep").setValue(t)

    @property
    def shown_t(self) -> int:
        frame = self.images.frame
        assert frame is not None
        return frame.request.view.t


@pytest.fixture
def fake(qtbot: QtBot) -> Iterator[Fake]:
    fake = Fake(qtbot, FakeEngine(), scene="predict")
    with fake.worker:
        fake.settle()
        yield fake
        fake.engine.end()
        fake.window.close()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is painted that is no number of its frame."""
    wrong: list[str] = []
    paint_distances, paint_probe = FramePainter.paint_distances, Marks.paint_probe

    def check_distances(self: Any, distances: dict[int, Distance]) -> None:
        compared = self._frame.grid.compared
        if {index: each.l1 for index, each in distances.items()} != {
            index: number_of(mix) for index, mix in compared.items()
        }:
            wrong.append(f"distances at t = {self._frame.request.view.t}")
        paint_distances(self, distances)

    def check_probe(self: Any, place: Any, values: tuple[Value, ...]) -> None:
        if values and [value[0] for value in values] != [
            number_of(each.mix) for each in self._frame.grid.cells
        ]:
            wrong.append(f"values at t = {self._frame.request.view.t}")
        paint_probe(self, place, values)

    monkeypatch.setattr(FramePainter, "paint_distances", check_distances)
    monkeypatch.setattr(Marks, "paint_probe", check_probe)
    return wrong


def test_frames_that_are_late_are_marked_until_they_are_there(fake: Fake) -> None:
    late: list[bool] = []
    fake.window.frames.late_changed.connect(late.append)
    fake.engine.hold("frame")
    fake.go_to(500)
    fake.until(lambda: late == [True])
    fake.go_to(600)  # replaces nothing that is being computed
    fake.engine.let("frame")
    fake.until(lambda: fake.shown_t == 500)  # what is finished is shown, though it is not the newest
    fake.engine.let("frame")
    fake.until(lambda: fake.shown_t == 600 and late[-1] is False)


def test_what_comes_after_the_end_begins_nothing(fake: Fake) -> None:
    fake.engine.hold("frame")
    before = fake.engine.began["frame"]
    fake.go_to(500)
    fake.began("frame", before + 1)
    fake.window.close()
    fake.window.frames.use_device("another")  # something that is late
    shown = fake.shown_t
    given: list[None] = []
    fake.worker.frame_ready.connect(lambda: given.append(None))
    fake.engine.let("frame")
    fake.until(lambda: bool(given))
    assert fake.shown_t == shown
    assert not any(timer.isActive() for timer in fake.window.frames.findChildren(QTimer))


def test_nothing_is_settled_by_the_answer_to_an_older_request(fake: Fake) -> None:
    fake.engine.hold("frame")
    before = fake.engine.began["frame"]
    fake.go_to(500)
    fake.began("frame", before + 1)
    fake.go_to(600)
    taken, given_up = fake.capture()
    fake.engine.let("frame")
    fake.until(lambda: fake.shown_t == 500)
    assert taken == []
    fake.engine.free("frame")
    fake.until(lambda: bool(taken))
    assert fake.shown_t == 600
    assert given_up == []


def test_no_number_is_shown_of_another_request(fake: Fake, painted: list[str]) -> None:
    """E2: values under the mouse, and distances, whose answer comes when the images have gone on."""
    grid = fake.images
    for x in (3, 5):
        fake.qtbot.mouseMove(grid, grid.cell_rect(0).center() + QPoint(x, 0))
    for kind in ("Probe", "Measure"):
        fake.engine.hold(kind)
        begun = fake.engine.began.get(kind, 0)
        fake.go_to(500)
        fake.began(kind, begun + 1)
        fake.go_to(700)
        fake.until(lambda: fake.shown_t == 700)
        fake.engine.free(kind)
        fake.settle()
        grid.grab()
    assert painted == []


def test_the_values_under_the_mouse_come_for_the_new_images_too(fake: Fake, painted: list[str]) -> None:
    values: list[Any] = []
    fake.window.numbers.probed.connect(lambda place, pixel, found: values.append(found))
    for x in (3, 5):
        fake.qtbot.mouseMove(fake.images, fake.images.cell_rect(0).center() + QPoint(x, 3))
    fake.until(lambda: bool(values) and bool(values[-1]))
    fake.go_to(900)
    fake.until(lambda: fake.shown_t == 900 and bool(values[-1]))
    frame = fake.images.frame
    assert frame is not None
    assert values[-1][0][0] == number_of(frame.grid.cells[0].mix)
    assert painted == []


def test_a_screenshot_after_a_failed_frame_is_refused_with_the_reason(fake: Fake) -> None:
    """E3: whoever waits is told."""
    fake.engine.fails["frame"] = MemoryError()
    fake.go_to(500)
    fake.until(lambda: fake.says("not enough memory"))
    taken, given_up = fake.capture()  # asked for after the failure
    assert (taken, len(given_up)) == ([], 1)
    assert "not enough memory" in given_up[0]
    del fake.engine.fails["frame"]
    fake.go_to(501)
    taken, given_up = fake.capture()
    fake.until(lambda: bool(taken))
    assert given_up == []


def test_a_failure_of_an_older_request_is_no_failure_of_the_newer(fake: Fake) -> None:
    fake.engine.hold("frame")
    before = fake.engine.began["frame"]
    fake.engine.fails["frame"] = ValueError("This cannot be drawn.")
    fake.go_to(500)
    fake.began("frame", before + 1)
    fake.go_to(600)
    taken, given_up = fake.capture()
    failed: list[str] = []
    fake.worker.request_failed.connect(lambda _, sentence: failed.append(sentence))
    fake.engine.let("frame")
    fake.until(lambda: bool(failed))
    del fake.engine.fails["frame"]
    fake.engine.free("frame")
    fake.until(lambda: bool(taken))
    assert given_up == []
    assert not fake.says("cannot be drawn")


def test_an_engine_that_never_starts_leaves_nobody_waiting(qtbot: QtBot) -> None:
    """E3: the same for the engine."""

    def fail() -> FakeEngine:
        raise ImportError("no torch")

    fake = Fake(qtbot, FakeEngine())
    fake.worker._make_engine = fail
    early = fake.capture()[1]
    with fake.worker:
        fake.until(lambda: bool(early))
        late = fake.capture()[1]
        assert "could not start" in early[0]
        assert "could not start" in late[0]
        fake.window.close()


def test_all_is_settled_only_in_cells_of_the_present_size(fake: Fake) -> None:
    """E5: the window is made smaller while the engine is busy."""
    fake.choose_scene("reverse")
    fake.settle()
    fake.engine.hold("frame")
    fake.go_to(200)
    taken, _ = fake.capture()
    fake.window.resize(920, 600)
    fake.engine.free("frame")
    fake.until(lambda: bool(taken))
    frame = fake.images.frame
    assert frame is not None
    assert (frame.request.large, frame.request.small) == fake.images.cell_sizes


def test_nothing_is_settled_while_the_layout_is_about_to_change(fake: Fake) -> None:
    """E5: the cells have their new size only when the layout comes to it."""
    fake.settle()
    before = fake.images.cell_sizes
    fake.window.columns.equation.setFixedHeight(300)
    assert not fake.window.settled.is_settled
    assert fake.images.cell_sizes != before
    fake.settle()
    frame = fake.images.frame
    assert frame is not None
    assert (frame.request.large, frame.request.small) == fake.images.cell_sizes


def test_nothing_is_settled_while_a_layout_tells_the_next_one(fake: Fake) -> None:
    """E5: a formula is laid out in its line, the line in its card, and the card gives the images another room."""
    fake.settle()
    before = fake.images.cell_sizes
    fake["equation"].setFixedHeight(300)
    assert not fake.window.settled.is_settled
    assert fake.images.cell_sizes != before


def test_a_working_size_that_fails_is_taken_back_everywhere(fake: Fake) -> None:
    """E6: box, command and view say what is shown."""
    view = fake.window.store.view
    fake.engine.fails["ChangeWorkingSize"] = ValueError("There is not enough memory for it.")
    box = fake["working_size"]
    assert isinstance(box, QComboBox)
    before = box.currentText()
    box.setCurrentIndex(box.count() - 1)
    fake.until(lambda: fake.says("not enough memory"))
    assert fake.window.store.view == view
    assert box.currentText() == before
    assert "working-size" not in command_of(fake.window.store.view).line
    fake.settle()


@pytest.mark.parametrize("kind", ["Measure", "Probe"])
def test_numbers_of_a_picture_that_was_replaced_are_no_error(kind: str, fake: Fake) -> None:
    """E13: the job ends as an error of the engine, and nothing is wrong."""
    fake.engine.fails[kind] = ValueError("This picture has been replaced by another: look at that one.")
    begun = fake.engine.began.get(kind, 0)
    place = fake.images.cell_rect(0).center()
    for moved in (QPoint(5, 0), QPoint(9, 4)):  # wherever the mouse was before
        fake.qtbot.mouseMove(fake.images, place + moved)
    fake.go_to(500)
    fake.began(kind, begun + 1)
    fake.settle()
    assert fake.text("status_message") == ""


def test_a_run_that_is_stopped_in_its_first_moment_leaves_no_frozen_images(qtbot: QtBot) -> None:
    """E1: the engine has the third run only, the window must not go on asking for the second."""
    fake = Fake(qtbot, FakeEngine(), scene="generate", t=0)
    with fake.worker:
        fake.settle()
        stopped: list[str] = []
        for seed, moment in enumerate(("before", "at", "after")):
            fake.window.store.apply(set_seed(seed))  # another run each time
            fake.engine.hold("Generate")
            fake.engine.hold("state")
            begun = fake.engine.began["Generate"]
            fake.window.new_pictures.start()
            fake.began("Generate", begun + 1)
            if moment != "before":
                fake.engine.let("Generate")
            if moment == "after":
                fake.engine.let("state", 2)
                fake.until(lambda: fake.text("generation_text").startswith("2"))
            fake.window.new_pictures.stop()
            fake.engine.free("Generate")
            fake.engine.free("state")
            fake.until(lambda: not fake.window.jobs._tickets)  # all that the engine has to say of it is said
            stopped.append(fake.engine.run_id)
            for t in (1000, 0):
                fake.go_to(t)
                frame = fake.settle()
                assert frame.request.trajectory is not None
                assert frame.request.trajectory.id == fake.engine.run_id
            assert not fake.says("not kept any more")
        assert len(set(stopped)) > 1
        fake.engine.end()
        fake.window.close()


def test_a_generation_that_fails_gives_up_whoever_waits_for_it(qtbot: QtBot) -> None:
    engine = FakeEngine()
    engine.fails["Generate"] = ValueError("No folder is chosen.")
    fake = Fake(qtbot, engine, scene="generate", t=0)
    taken, given_up = fake.capture()
    with fake.worker:
        fake.until(lambda: bool(given_up))
        assert (taken, given_up) == ([], ["No folder is chosen."])
        fake.window.close()


def test_an_opening_that_never_ends_can_be_cancelled(fake: Fake, tmp_path: Path) -> None:
    button = fake["cancel_opening"]
    assert not button.isVisible()
    fake.engine.hold("OpenFile")
    fake.open(tmp_path / "slow.png")
    taken, _ = fake.capture()
    fake.until(button.isVisible)
    assert fake.text("opening_progress") == "opening…"
    fake.click("cancel_opening")
    assert not button.isVisible()
    assert fake.says("Opening was cancelled.")
    fake.until(lambda: bool(taken))  # of the picture that is there
    fake.engine.free("OpenFile")
    fake.until(lambda: not fake.window.jobs._tickets)
    assert fake.text("picture_name") == "hills"


def test_a_picture_that_fails_late_leaves_nobody_waiting(fake: Fake, tmp_path: Path) -> None:
    fake.engine.hold("OpenFile")
    fake.engine.fails["OpenFile"] = ValueError("bad.png is damaged.")
    fake.open(tmp_path / "bad.png")
    fake.began("OpenFile", 1)
    taken, _ = fake.capture()
    fake.engine.free("OpenFile")
    fake.until(lambda: bool(taken))
    assert fake.says("bad.png is damaged.")


def test_of_two_pictures_in_haste_the_last_is_shown(fake: Fake, tmp_path: Path) -> None:
    fake.engine.hold("OpenFile")
    fake.open(tmp_path / "first.png")
    fake.began("OpenFile", 1)
    fake.open(tmp_path / "second.png")
    fake.engine.free("OpenFile")
    fake.until(lambda: fake.text("picture_name") == "second.png")
    assert fake.settle().request.picture.endswith("second.png")
    assert [step for _, step in fake.window.store.history.past] == ["Open second.png"]


def test_a_device_that_fails_is_said_and_not_asked_again(qtbot: QtBot) -> None:
    engine = FakeEngine()
    engine.devices = (Device("cpu", "CPU"), Device("cuda:0", "A GPU"))
    fake = Fake(qtbot, engine, device="cuda")
    with fake.worker:
        fake.settle()
        assert engine.requests[-1].device == "cuda:0"
        engine.broken = "cuda:0"
        fake.go_to(500)
        fake.until(lambda: engine.requests[-1].device == "cpu")
        assert fake.settle().device == "cpu"
        assert fake.says("The device cuda:0 failed")
        fake.go_to(501)
        fake.settle()
        assert engine.requests[-1].device == "cpu"
        fake.window.close()


def test_at_a_timestep_still_to_come_all_shows_the_state_that_has_been_reached(qtbot: QtBot) -> None:
    fake = Fake(qtbot, FakeEngine(), scene="generate", t=500)
    with fake.worker:
        fake.settle()
        fake.engine.hold("state")
        store = fake.window.store
        fake.window.new_pictures.start()
        fake.until(lambda: store.trajectory is not None and store.trajectory.done == 1)
        run = store.trajectory
        assert run is not None
        wanted = run.timesteps[4]
        store.apply(go_to(wanted))  # a hand goes ahead of the run
        for done in range(1, 8):
            fake.until(lambda done=done: store.trajectory is not None and store.trajectory.done == done)
            reached = run.timesteps[min(done - 1, 4)]
            assert store.view.t == fake.spin("timestep").value() == reached
            grid = fake.window.frames.asked.grid() if fake.window.frames.asked else None
            assert grid is not None
            assert grid.rows[0].t == reached
            fake.engine.let("state")
        fake.engine.free("state")
        assert fake.settle().request.view.t == wanted
        fake.window.close()


def test_what_a_run_of_the_picture_before_still_says_is_not_shown(qtbot: QtBot) -> None:
    fake = Fake(qtbot, FakeEngine(), scene="generate", t=0)
    with fake.worker:
        fake.settle()
        fake.engine.hold("state")
        fake.window.new_pictures.start()
        fake.until(
            lambda: fake.window.store.trajectory is not None and not fake.window.store.trajectory.stopped
        )
        old = fake.window.store.trajectory
        (ticket,) = fake.window.jobs._tickets.values()
        fake.window.opening.open_bundled("petals")
        fake.until(lambda: fake.text("picture_name") == "petals")
        ticket.progressed(old)  # it was on its way when the new picture was opened
        assert fake.window.store.trajectory is None
        fake.engine.free("state")
        assert fake.settle().request.trajectory is None
        fake.window.close()


def test_what_the_engine_and_the_command_line_decide_is_not_taken_for_a_choice(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """E15: "auto" stays "auto" though the engine has named a device, and a theme is that of one start."""
    file = tmp_path / "settings.ini"
    fake = Fake(qtbot, FakeEngine(), Settings(Preferences(file)), source=View().source, theme="light")
    with fake.worker:
        fake.settle()
        assert fake.window.frames.asked is not None
        assert fake.window.frames.asked.device == "cpu"
        fake.window.words.copy_command(fake.window.looks)
        fake.engine.end()
        fake.window.close()
    words = QGuiApplication.clipboard().text().split()
    assert not {"--device", "--theme"} & set(words)
    assert parse_start(words[2:]).machine.device == "auto"
    second = MainWindow(Worker(FakeEngine), begin(), Settings(Preferences(file)))
    qtbot.addWidget(second)
    second.show()
    assert second.looks.theme == "system"
    second.close()
