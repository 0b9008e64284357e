"""Schedules that are opened, pasted, dropped, saved and copied in a window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from engine.handlers import HANDLERS
from engine.jobs import Job
from engine.schedules import make_schedule
from engine.schedules.as_python import PYTHON
from engine.schedules.choice import ScheduleChoice
from engine.schedules.opened import is_schedule
from engine.slices import finish
from engine.state.changes import choose_scene, choose_schedule, set_settings
from engine.state.session import to_json
from engine.state.view import View
from gui.controllers.store import Store
from gui.widgets.file_dialogs import FileDialogs
from gui.window.schedules import Schedules

CONFIG = {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "mine": 1}


class Waiting:
    """Jobs that wait, and are done in this thread when they are let."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, job: Job, done: Callable[[Any], None], *, failed: Callable[[str], None]) -> Job:
        def run() -> None:
            try:
                result = finish(HANDLERS[type(job)](cast(Any, None), job))
            except ValueError as error:
                failed(str(error))
            else:
                done(result)

        self.waiting.append(run)
        return job

    def cancel(self, job: Job | None) -> None:
        if job is not None:
            self.waiting.clear()

    def let(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class Shown:
    """The schedules of a window, and what they said."""

    def __init__(self, window: QWidget) -> None:
        self.store = Store(View(), window)
        self.jobs = Waiting()
        self.schedules = Schedules(window, self.store, cast(Any, self.jobs))
        self.said: list[tuple[str, bool]] = []
        self.schedules.said.connect(lambda sentence, error: self.said.append((sentence, error)))

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.schedules.paste()


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    window = QWidget()
    qtbot.addWidget(window)
    shown = Shown(window)
    yield shown
    shown.store.stop()


class User:
    """Answers the question what numbers are: with the guess, a quantity in words, or None for none of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: str | None = ""

    def ask(
        self, parent: QWidget, title: str, text: str, items: list[str], place: int, editable: bool
    ) -> tuple[str, bool]:
        self.asked.append(text)
        return self.answer or items[place], self.answer is not None


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> User:
    user = User()
    monkeypatch.setattr(QInputDialog, "getItem", user.ask)
    return user


def test_a_configuration_is_opened_as_one_step_and_saved_as_it_was(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, saved = tmp_path / "a.json", tmp_path / "scheduler_config.json"
    file.write_text(json.dumps(CONFIG), encoding="utf-8")
    shown.schedules.open(file)
    assert shown.store.view.schedule.name == "quadratic"
    assert shown.said == [
        (
            "Opened a.json: Quadratic (scaled linear). Set in all scenes as the file says: sampler DDIM, "
            "spacing leading, prediction of the noise. Kept, and without meaning for the schedule: mine.",
            False,
        )
    ]
    assert shown.store.view.settings_of("reverse").sampler == "ddim"
    monkeypatch.setattr(FileDialogs, "file_to_save", lambda *rest: saved)
    shown.schedules.save_config()
    assert json.loads(saved.read_text(encoding="utf-8")) == CONFIG
    settings = shown.store.view.settings_of("reverse")
    shown.store.apply(choose_scene("reverse"))
    shown.store.apply(set_settings("reverse", replace(settings, spacing="trailing")))
    shown.schedules.save_config()
    assert json.loads(saved.read_text(encoding="utf-8")) == {**CONFIG, "timestep_spacing": "trailing"}
    shown.schedules.copy_python("diffusers")
    assert "'timestep_spacing': 'trailing'" in QGuiApplication.clipboard().text()
    for _ in range(3):
        shown.store.undo()
    assert shown.store.view == View()


def test_numbers_are_pasted_after_the_guess_was_shown(shown: Shown, user: User) -> None:
    linear = make_schedule("linear", 30)
    shown.paste(" ".join(map(repr, linear.alpha_bar[1:].tolist())))
    assert user.asked[0].startswith("The pasted text is taken for 30 alpha-bars of t = 1..30: it goes from")
    np.testing.assert_allclose(shown.store.view.schedule.make().betas, linear.betas, rtol=1e-9)
    assert shown.store.view.t == 9
    user.answer = "sigmas (noise / signal)"
    shown.paste("0.1 0.2 0.3")
    np.testing.assert_allclose(shown.store.view.schedule.make().sigma[1:], [0.1, 0.2, 0.3])
    before = shown.store.view
    user.answer = None
    shown.paste("0.1 0.2 0.4")
    assert shown.store.view == before


def test_what_is_none_is_said_and_the_schedule_stays(shown: Shown, user: User) -> None:
    for text in (
        "",
        "hello\nworld",
        "{",
        "__import__('os') * t",
        "0.1 1e999 0.2",
        "0.5 0.1 0.7 -1",
        "9**9**9*t",
    ):
        shown.said.clear()
        shown.paste(text)
        assert [error for _, error in shown.said] == [True], text
        assert shown.said[0][0].endswith((".", ")"))
    assert shown.store.view == View()


def test_tables_and_code_leave_the_window(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in (".csv", ".json", ".npz"):
        file = tmp_path / f"mine{ending}"
        monkeypatch.setattr(FileDialogs, "file_to_save", lambda *rest, file=file: file)
        shown.schedules.save_table(ending)
        assert shown.said[-1] == (f"Saved {file}.", False)
        shown.schedules.open(file)
        shown.jobs.let()
        np.testing.assert_allclose(
            shown.store.view.schedule.make().log_snr, make_schedule("linear").log_snr, rtol=1e-12
        )
        shown.store.undo()
    for kind, (words, write) in PYTHON.items():
        shown.schedules.copy_python(kind)
        assert QGuiApplication.clipboard().text() == write(shown.store.view.schedule)
        assert shown.said[-1] == (f"Copied the schedule {words}.", False)
    monkeypatch.setattr(FileDialogs, "file_to_save", lambda *rest: tmp_path / "none" / "a.csv")
    shown.schedules.save_table(".csv")
    assert shown.said[-1][1]


def test_what_is_large_is_read_and_written_by_jobs(
    shown: Shown, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.store.apply(choose_schedule(ScheduleChoice("cosine", 3000)))
    before, file = shown.store.view, tmp_path / "mine.csv"
    monkeypatch.setattr(FileDialogs, "file_to_save", lambda *rest: file)
    shown.schedules.save_table(".csv")
    assert not file.exists()
    shown.jobs.let()
    assert shown.said[-1] == (f"Saved {file}.", False)
    shown.schedules.open(file)
    assert shown.store.view == before
    assert shown.said[-1] == ("Reading mine.csv…", False)
    shown.schedules.open(file)  # the first is wanted no more
    assert len(shown.jobs.waiting) == 1
    shown.jobs.let()
    assert shown.store.view.schedule.given is not None
    shown.store.undo()
    shown.paste("\n".join(map(repr, make_schedule("linear", 9000).betas.tolist())))
    assert shown.store.view == before
    shown.jobs.let()
    assert shown.store.view.schedule.steps == 9000
    shown.store.undo()
    file.write_text("beta\n" + "0.1\n" * 20_000 + "2\n", encoding="utf-8")
    shown.schedules.open(file)
    shown.jobs.let()
    assert shown.said[-1][0].startswith("mine.csv: beta is 2.0 at t = 20001")
    file.write_text("0.1, " * 20_000 + "x", encoding="utf-8")
    shown.schedules.open(file)
    shown.jobs.let()
    assert "mine.csv" in shown.said[-1][0]
    assert shown.said[-1][1]
    assert shown.store.view == before


def test_a_file_is_known_as_a_schedule_and_a_session_is_none(tmp_path: Path) -> None:
    config, session, other = (tmp_path / f"{name}.json" for name in ("config", "session", "other"))
    config.write_text(json.dumps(CONFIG), encoding="utf-8")
    session.write_text(to_json(View()), encoding="utf-8")
    other.write_text('{"a": 1}', encoding="utf-8")
    assert [is_schedule(file) for file in (config, session, other, tmp_path / "none.json")] == [
        True,
        False,
        False,
        False,
    ]
    assert is_schedule(tmp_path / "a.CSV")
    assert not is_schedule(tmp_path / "a.png")


def test_the_schedule_in_use_is_compared_with_what_is_done_to_it(shown: Shown) -> None:
    shown.paste('{"_class_name": "DDIMScheduler", "rescale_betas_zero_snr": true}')
    shown.schedules.compare()
    assert shown.store.view.scene == "compare"
    assert shown.store.view.own.schedules[-1] == "linear | zero_terminal"
    shown.store.undo()
    assert shown.store.view.scene != "compare"
    assert "linear | zero_terminal" not in shown.store.view.settings_of("compare").schedules


def test_what_is_wrong_with_numbers_names_their_file_and_the_schedule_stays(
    shown: Shown, tmp_path: Path
) -> None:
    before = shown.store.view
    file = tmp_path / "betas.json"
    file.write_text('{"_class_name": "DDPMScheduler", "trained_betas": [0.1, 1.5]}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"betas\.json: beta is 1\.5 at t = 2"):
        shown.schedules.open(file)
    assert shown.store.view == before
