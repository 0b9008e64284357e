import shlex
from dataclasses import replace

import pytest

from engine.scenes import SCENES
from engine.scenes.compare import CompareSettings
from engine.scenes.generate import GenerateSettings
from engine.scenes.reverse import ReverseSettings
from engine.state.command_line import Options, parse, to_command


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        (
            "--scene reverse --sampler ddim --kept 50 --eta 0.3 --spacing leading --error 0.1",
            ReverseSettings("ddim", 50, "leading", 0.3, error=0.1),
        ),
        (
            "--scene compare --schedules cosine,linear --by snr",
            CompareSettings(("cosine", "linear"), by="snr"),
        ),
        ("--scene forward --path on", SCENES["forward"].defaults.__class__(path=True)),
        ("--scene posterior", SCENES["posterior"].defaults),
    ],
)
def test_settings_come_from_the_line_and_go_back_into_one(line: str, settings: object) -> None:
    options = parse(line.split())
    assert options.settings == settings
    assert parse(shlex.split(to_command(options))[2:]).settings == settings


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--scene reverse --sampler ddim --eta 2", "--eta: '2' is not a number from 0 to 1"),
        ("--scene reverse --kept many", "--kept: 'many' is not a whole number"),
        ("--scene reverse --sampler euler", "--sampler: 'euler' is not one of ddpm, ddim"),
        ("--scene compare --schedules linear,odd", "--schedules: 'linear,odd' is not a list"),
        ("--scene compare --schedules linear,linear", "each once"),
        ("--scene forward --path maybe", "--path: 'maybe' is neither on nor off"),
        ("--scene forward --eta 0.5", "--eta: the scene forward has no such setting"),
        ("--scene reverse --eta 0.5", "--eta: does nothing with --sampler ddpm; it is for ddim"),
        (
            "--scene generate --denoiser gaussian --scale 2",
            "--scale: does nothing with --denoiser gaussian; it is for patches",
        ),
        ("--scene reverse --seeds 4", "--seeds: the scene reverse has no such setting"),
        ("--scene reverse --sampler ddim --eta nan", "--eta: 'nan' is not a number"),
    ],
)
def test_a_bad_setting_gets_a_sentence(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(line.split())
    assert end.value.code == 2
    assert words in capsys.readouterr().err


def test_settings_that_do_nothing_are_left_out_of_the_line() -> None:
    settings = GenerateSettings(denoiser="ideal", run_steps=50, scale=0.5, eta=0.3, folder="pictures")
    line = to_command(replace(Options(), scene="generate", settings=settings))
    assert "--denoiser ideal" in line
    assert "--run-steps 50" in line
    assert "--scale" not in line
    assert "--eta" not in line
    assert "--folder" not in line
