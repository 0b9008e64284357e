"""A schedule in a file that the command line names, and the schedule in sessions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.schedules import make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.table import table_bytes
from engine.schedules.transforms import Applied
from engine.state.opened_config import take_opened
from engine.state.refused import Refused
from engine.state.session import from_json, to_json
from engine.state.start_line import parse_start
from engine.state.view import View

CONFIG = {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "clip_sample": True}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "scheduler_config.json"
    file.write_text(json.dumps(CONFIG), encoding="utf-8")
    return file


def test_a_configuration_is_opened_and_what_it_says_beside_is_said(config: Path) -> None:
    start = parse_start(["--schedule", str(config)])
    assert (start.view.schedule.name, start.view.schedule.steps, start.view.t) == ("quadratic", 1000, 300)
    assert json.loads(start.view.schedule.config) == CONFIG
    assert start.said[-1] == "Kept, and without meaning for the schedule: clip_sample."
    assert start.given
    assert parse_start(["--schedule", str(config), "--steps", "50"]).view.schedule.steps == 50


def test_a_configuration_sets_sampler_spacing_and_prediction_and_words_of_the_line_go_before(
    config: Path,
) -> None:
    keys = CONFIG | {"timestep_spacing": "leading", "prediction_type": "v_prediction"}
    config.write_text(json.dumps(keys), encoding="utf-8")
    start = parse_start(["--schedule", str(config)])
    beside = (
        "Set in all scenes as the file says: sampler DDIM, spacing leading, prediction of the velocity v."
    )
    assert start.said[1] == beside
    opened = take_opened(start.view.schedule, "Open").run(View())
    assert start.view.settings == opened.settings != ()
    said = ["--schedule", str(config), "--scene", "reverse", "--spacing", "karras", "--prediction", "x0"]
    own = parse_start(said).view.own
    assert (own.sampler, own.spacing, own.prediction) == ("ddim", "karras", "x0")
    run = parse_start(["--schedule", str(config), "--scene", "plan", "--run", "heun"]).view.own.run
    assert run == ("heun",)
    assert beside not in parse_start(["--schedule", str(config), "--doctor"]).said


def test_a_table_and_an_expression_are_opened(tmp_path: Path) -> None:
    cosine = make_schedule("cosine", 40)
    table, formula = tmp_path / "mine.npz", tmp_path / "mine.txt"
    table.write_bytes(table_bytes(cosine, table))
    formula.write_text("1 - t\n", encoding="utf-8")
    view = parse_start(["--schedule", str(table)]).view
    assert (view.schedule.steps, view.t) == (40, 12)
    np.testing.assert_allclose(view.schedule.make().log_snr[1:], cosine.log_snr[1:], rtol=1e-12)
    made = parse_start(["--schedule", str(formula), "--steps", "4"]).view.schedule.make()
    np.testing.assert_allclose(made.alpha_bar, [1, 0.75, 0.5, 0.25, 0], atol=1e-15)


def test_what_is_none_ends_the_program_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.json"
    file.write_text("{", encoding="utf-8")
    formula, betas = tmp_path / "formula.txt", tmp_path / "betas.json"
    formula.write_text("t.__class__", encoding="utf-8")
    betas.write_text('{"_class_name": "DDPMScheduler", "trained_betas": [0.1, 1.5]}', encoding="utf-8")
    yaml = tmp_path / "mine.yaml"
    yaml.write_text("beta_start: 0.1", encoding="utf-8")
    for words in (
        ["--schedule", str(file)],
        ["--schedule", str(tmp_path / "none.npy")],
        ["--schedule", str(formula)],
        ["--schedule", str(betas)],
        ["--schedule", str(yaml)],
    ):
        with pytest.raises(SystemExit):
            parse_start(words)
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 5  # each is one sentence, without the usage
    assert "argument --schedule: mine.yaml is YAML or another text" in said
    assert "argument --schedule: mine.json is not JSON" in said
    assert "none.npy was not found: it may have been moved" in said
    assert "argument --schedule: formula.txt: 't.__class__' cannot be used" in said
    assert "argument --schedule: betas.json: beta is 1.5 at t = 2" in said


def test_numbers_that_make_no_schedule_are_refused_unless_the_doctor_is_to_say_so(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("beta\n0.1\n1.5\n0.2\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        parse_start(["--schedule", str(file)])
    assert parse_start(["--schedule", str(file), "--doctor"]).view.schedule.given is not None


def test_a_session_opens_no_file_by_the_name_of_its_schedule(config: Path) -> None:
    data = json.loads(to_json(View())) | {"schedule": str(config)}
    with pytest.raises(Refused, match="There is no schedule"):
        from_json(json.dumps(data))


def test_a_schedule_of_100_000_numbers_travels_by_value() -> None:
    betas = np.linspace(1e-7, 3e-4, 100_000)
    choice = ScheduleChoice(
        "linear", 100_000, (), (Applied("zero_terminal"),), Given.of("betas", betas, "a;b.csv")
    )
    view = View(schedule=choice, t=5)
    assert from_json(to_json(view, shared=True)).view == view


def test_a_name_on_the_line_takes_the_place_of_the_data_of_a_session(tmp_path: Path) -> None:
    session = tmp_path / "mine.json"
    choice = ScheduleChoice("linear", 2, (), (Applied("zero_terminal"),), Given.of("betas", [0.1, 0.2]))
    session.write_text(to_json(View(schedule=choice, t=1)), encoding="utf-8")
    assert parse_start(["--session", str(session)]).view.schedule == choice
    named = parse_start(["--session", str(session), "--schedule", "cosine"]).view.schedule
    assert named == ScheduleChoice("cosine", 2)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"given": "betas:0.1,x"}, "the numbers make no schedule"),
        ({"given": "gammas:0.1"}, "'gammas' is no quantity"),
        ({"given": "betas:0.1,2"}, "beta is 2.0 at t = 2"),
        ({"transforms": "bend"}, "there is no transform 'bend'"),
        ({"transforms": "snr_shift:factor=-1"}, "factor is -1.0; it must be"),
        ({"transforms": "snr_shift:speed=1"}, "has no parameter 'speed'"),
        (
            {"transforms": "blend:with=cosine,with.beta_end=1"},
            "the schedule 'cosine' has no parameter 'beta_end'",
        ),
        ({"transforms": "blend:with=cosine,with.s=-1"}, "s is -1.0; it must be"),
        ({"config": "[1]"}, "the configuration is none of diffusers"),
        ({"config": "{"}, "is not JSON"),
    ],
)
def test_a_session_with_no_such_schedule_is_refused(data: dict[str, str], message: str) -> None:
    with pytest.raises(Refused, match=message):
        from_json(json.dumps(json.loads(to_json(View())) | data))
