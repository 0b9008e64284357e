"""Errors stand where their cause is, and go once it is mended or something else was done."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QTimer

from engine.state.changes import choose_scene, go_to, open_source, set_option
from engine.state.view import Bundled
from gui.window.status import ERROR_TIME, MESSAGE_TIME
from tests.gui.fake_window import FakeWindow
from tests.gui.find import find

ENOUGH = "not enough memory"


def timer_of(window: FakeWindow) -> QTimer:
    return find(window.window.columns.status, QTimer)


def drop_text(window: FakeWindow) -> None:
    mime = QMimeData()
    mime.setText("no file")
    window.drop(mime)
    assert window.says("Only files and pictures")


def test_an_error_stays_while_nothing_is_done_and_goes_with_what_is(window: FakeWindow) -> None:
    drop_text(window)
    timer_of(window).timeout.emit()  # its time is over
    assert window.says("Only files and pictures")
    window.window.store.apply(go_to(500))
    assert window.text("status_message") == ""


def test_an_error_can_be_read_while_something_else_is_done(window: FakeWindow) -> None:
    drop_text(window)
    assert timer_of(window).interval() == ERROR_TIME < MESSAGE_TIME
    window.window.store.apply(go_to(500))  # a drag or playback goes on
    assert window.says("Only files and pictures")
    timer_of(window).timeout.emit()
    assert window.text("status_message") == ""


def test_a_message_outlasts_what_is_done_and_goes_by_itself(window: FakeWindow) -> None:
    window.window.columns.status.show_message("Saved.")
    assert timer_of(window).interval() == MESSAGE_TIME
    window.window.store.apply(go_to(500))
    window.window.columns.status.mend()
    assert window.says("Saved.")
    timer_of(window).timeout.emit()
    assert window.text("status_message") == ""


def test_a_message_goes_with_the_picture_that_it_was_said_with(window: FakeWindow) -> None:
    window.window.columns.status.show_message("Saved.")
    window.window.store.apply(open_source(Bundled("petals"), None))
    assert window.text("status_message") == ""


def test_a_newer_error_has_a_time_of_its_own(window: FakeWindow) -> None:
    drop_text(window)
    window.window.store.apply(go_to(500))
    drop_text(window)
    timer_of(window).timeout.emit()
    assert window.says("Only files and pictures")


@pytest.mark.parametrize("picture", ["petals", "hills"])  # another one, or that which is there
def test_a_picture_that_opens_mends_one_that_did_not(
    window: FakeWindow, tmp_path: Path, picture: str
) -> None:
    window.engine.fails["OpenFile"] = ValueError("bad.png is damaged.")
    window.open(tmp_path / "bad.png")
    window.qtbot.waitUntil(lambda: window.says("damaged"))
    assert "damaged" in window.text("picture_error")
    window.window.opening.open_bundled(picture)
    window.qtbot.waitUntil(lambda: window.text("picture_error") == "")
    window.settle()
    assert window.text("picture_name") == picture
    assert window.text("status_message") == ""


def test_images_that_cannot_be_made_say_so_over_them_until_they_can(window: FakeWindow) -> None:
    window.engine.fails["frame"] = MemoryError()
    window.window.store.apply(go_to(500))
    window.qtbot.waitUntil(lambda: ENOUGH in window.text("remark"))
    assert window["remark"].property("role") == "error"
    del window.engine.fails["frame"]
    window.window.store.apply(go_to(501))
    window.settle()
    frame = window.window.frames.frame
    assert frame is not None
    assert window.text("remark") == frame.grid.remark
    assert window["remark"].property("role") == "dim"


@pytest.mark.parametrize("mend", ["settings", "picture", "run"])
def test_a_run_that_fails_says_so_in_its_card_until_it_is_mended(mend: str, window: FakeWindow) -> None:
    window.window.store.apply(choose_scene("generate"))
    window.settle()
    window.engine.fails["Generate"] = ValueError("No folder is chosen.")
    window.click("generate")
    window.qtbot.waitUntil(lambda: window.text("generation_text") == "No folder is chosen.")
    assert window["generation_text"].property("role") == "small-error"
    window.window.store.apply(go_to(0))
    assert window.text("generation_text") == "No folder is chosen."
    del window.engine.fails["Generate"]
    if mend == "settings":
        window.window.store.apply(set_option("generate", "seeds", 2))
    elif mend == "picture":
        window.window.opening.open_bundled("petals")
    else:
        window.click("generate")
    window.qtbot.waitUntil(lambda: "folder" not in window.text("generation_text"))
    assert window["generation_text"].property("role") == "small"
    window.window.new_pictures.stop()
