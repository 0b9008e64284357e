"""Schedules are judged for the picture that is open, in every scene."""

from __future__ import annotations

import json
import shlex
from collections.abc import Generator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image

import main
from engine.handlers import HANDLERS
from engine.holdings import Holdings
from engine.jobs import FindFacts
from engine.schedules.case import Facts, Finding
from engine.schedules.choice import ScheduleChoice
from engine.schedules.doctor import as_data, found_in
from engine.state.command import command_of
from engine.state.start import Start
from engine.state.start_line import parse_start
from engine.state.view import FromFile
from gui.cards import findings
from gui.cards.findings import FindingsBadge
from tests.beginning import begin
from tests.driver import Driver

OUTSIDE = "Many steps are outside the useful noise levels"


@pytest.fixture
def start() -> Start:
    return begin(scene="forward", working_size=64, window_size=(1024, 700))


def badge(driver: Driver) -> str:
    button = driver["findings"]
    assert isinstance(button, FindingsBadge)
    driver.qtbot.waitUntil(lambda: not driver.window.judging.running)
    return button.toolTip() if button.isVisible() else ""


def test_what_is_settled_has_been_measured_though_no_chart_was_shown(driver: Driver) -> None:
    facts, picture = driver.window.store.facts, driver.window.pictures.picture
    assert facts is not None
    assert picture is not None
    assert facts.picture == picture.id
    frame = driver.images.frame
    assert frame is not None
    assert frame.request.facts is None  # the images need none, and are not drawn anew
    driver.combo("schedule").setCurrentIndex(driver.combo("schedule").findData("const"))
    assert OUTSIDE in badge(driver)
    driver.window.pictures.resize(128)
    driver.qtbot.waitUntil(lambda: driver.window.store.view.working_size == 128)
    driver.settle()
    picture = driver.window.pictures.picture
    assert picture is not None
    assert driver.window.store.facts is not facts
    assert driver.window.store.facts is not None
    assert driver.window.store.facts.picture == picture.id
    assert OUTSIDE in badge(driver)


def test_nothing_is_settled_before_the_picture_is_measured(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a screenshot would have the doctor's findings or not, as it happens."""
    let, find = Event(), HANDLERS[FindFacts]

    def waiting(holdings: Holdings, job: Any) -> Generator[Any, None, Any]:
        while not let.wait(0.01):
            yield None
        return (yield from find(holdings, job))

    monkeypatch.setitem(HANDLERS, FindFacts, waiting)
    measured: list[bool] = []
    driver.window.numbers.complete.connect(lambda: measured.append(True))
    driver.window.pictures.resize(128)
    driver.qtbot.waitUntil(lambda: bool(measured) and driver.window.plans.measuring)
    assert not driver.window.settled.is_settled
    let.set()
    driver.settle()
    assert driver.window.settled.is_settled
    assert not driver.window.plans.measuring


def test_a_picture_that_cannot_be_measured_is_shown_and_charts_say_why(
    driver: Driver, tmp_path: Path
) -> None:
    file = tmp_path / "one.png"
    Image.new("RGB", (1, 1), "red").save(file)
    driver.window.pictures.open(FromFile(file))
    driver.qtbot.waitUntil(lambda: driver.window.store.view.source.name == "one.png")
    failures: list[str] = []
    driver.window.settled.failed.connect(failures.append)
    driver.settle()
    assert not failures
    driver.choose_scene("plan")
    driver.qtbot.waitUntil(lambda: bool(failures))
    assert "two pixels" in failures[0]
    assert driver.says("two pixels")


def test_a_scene_with_runs_has_its_run_judged_too(driver: Driver) -> None:
    lost = "The run loses octaves of this picture"
    assert lost not in badge(driver)
    driver.choose_scene("plan")
    assert lost in badge(driver)
    driver.combo("run_sampler").setCurrentIndex(driver.combo("run_sampler").findData("dpmpp_2m"))
    driver.combo("run_spacing").setCurrentIndex(driver.combo("run_spacing").findData("karras"))
    driver.spin("run_steps_planned").setValue(30)
    assert lost not in badge(driver)
    driver.window.store.undo()
    assert lost in badge(driver)
    driver.choose_scene("forward")
    assert lost not in badge(driver)


def test_a_schedule_that_is_dragged_is_examined_once_it_is_let_go(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging, examined = driver.window.judging, []

    def noted(choice: ScheduleChoice, facts: Facts) -> tuple[Finding, ...]:
        examined.append(choice)
        return found_in(choice, facts)

    monkeypatch.setattr(findings, "found_in", noted)
    for n in range(9):
        driver.spin("beta_end").setValue(0.001 + n / 1e4)
    shown = driver["findings"]
    assert isinstance(shown, FindingsBadge)
    assert shown.text() == "…"  # and no number of another schedule
    assert not examined
    assert not driver.window.settled.is_settled
    driver.settle()
    assert not judging.running
    assert examined == [driver.window.store.view.schedule]


JUDGED = [
    "--schedule const --scene forward",
    "--schedule quadratic:beta_start=0.00085,beta_end=0.012 --scene compare",
    "--schedule cosine:max_beta=0.2 --transforms snr_shift:factor=9 --scene plan --run ddim:steps=10",
    "--scene plan --run dpmpp_2m:spacing=karras,steps=30",
    "--schedule cosine --steps 100 --scene reverse",
    "--schedule linear:beta_start=0.02,beta_end=0.0001 --scene generate",
    "--schedule edm --working-size 128 --scene samplers",
]


def test_the_command_line_finds_what_the_card_shows(
    driver: Driver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.png"
    Image.new("RGB", (1, 1), "red").save(file)
    numbers: set[int] = set()
    for words in [*(line.split() for line in JUDGED), [str(file), *JUDGED[0].split()]]:
        usual = [] if "--working-size" in words else ["--working-size", "64"]
        driver.window.store.replace(parse_start([*words, *usual]).view, "Session")
        driver.settle()
        again = shlex.split(command_of(driver.window.store.view).line)[2:]
        start = parse_start([*again, "--doctor", "--json"])
        code = main.about_schedule(start)
        said = json.loads(capsys.readouterr().out)
        titles = badge(driver).splitlines()[1:]
        assert [each["title"] for each in said] == titles
        shown = driver["findings"]
        assert isinstance(shown, FindingsBadge)
        assert said == as_data(shown.findings)
        assert code == any(each["severity"] != "note" for each in said)
        numbers.add(len(said))
    assert len(numbers) > 2  # they do not all have as many
