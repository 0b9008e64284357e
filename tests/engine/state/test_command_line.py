"""Every option of the command line, every bad value, and the line that asks for a view again."""

from __future__ import annotations

import random
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import resources
from engine.pictures.picture import WORKING_SIZES
from engine.scenes import MAX_ROWS, MAX_SAMPLES, SCENES, Film, Option
from engine.schedules import MAX_STEPS, SCHEDULES, Parameter
from engine.schedules.choice import ScheduleChoice
from engine.state.arguments import join_words
from engine.state.command_line import MAX_SEED, THEME_NAMES, Options, parse, to_command


def test_without_options_there_are_the_defaults() -> None:
    assert parse([]) == replace(Options(), settings=SCENES["forward"].defaults)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("photo.jpg", "picture", Path("photo.jpg")),
        ("--bundled chart", "bundled", "chart"),
        ("--scene step", "scene", "step"),
        ("--seed 2147483647", "seed", 2147483647),
        ("--t 0", "t", 0),
        ("--t 1000", "t", 1000),
        ("--rows 12", "film", Film(rows=12)),
        ("--samples 8 --large-sample 8", "film", Film(samples=8, column=7)),
        ("--independent-noise", "film", Film(independent=True)),
        ("--working-size 64", "working_size", 64),
        ("--working-size original", "working_size", None),
        ("--device auto", "device", "auto"),
        ("--device cpu", "device", "cpu"),
        ("--device cuda", "device", "cuda"),
        ("--device cuda:1", "device", "cuda:1"),
        ("--device mps", "device", "mps"),
        ("--size 1024x700", "window_size", (1024, 700)),
        ("--size 3840x2160", "window_size", (3840, 2160)),
        ("--theme light", "theme", "light"),
        ("--theme dark", "theme", "dark"),
        ("--cells folder", "cells", Path("folder")),
        ("--screenshot folder/out.PNG", "screenshot", Path("folder/out.PNG")),
        ("--schedule cosine", "schedule", ScheduleChoice("cosine")),
        (
            "--schedule cosine:s=0.01,max_beta=0.9",
            "schedule",
            ScheduleChoice("cosine", 1000, (("s", 0.01), ("max_beta", 0.9))),
        ),
        ("--steps 1 --t 1", "schedule", ScheduleChoice("linear", 1)),
        ("--steps 100000", "schedule", ScheduleChoice("linear", 100_000)),
    ],
)
def test_an_option_says_one_thing(line: str, field: str, value: object) -> None:
    assert getattr(parse(line.split()), field) == value


@pytest.mark.parametrize(("steps", "t"), [(1, 0), (2, 1), (10, 3), (1000, 300), (100_000, 30_000)])
def test_the_timestep_is_at_three_tenths_unless_it_is_given(steps: int, t: int) -> None:
    assert parse(["--steps", str(steps)]).t == t


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--stepss 3", "--stepss"),
        ("--step=3", "--step"),  # no abbreviations: a new option would change what they mean
        ("--screen out.png", "--screen"),
        ("one.png two.png", "two.png"),
        ("one.png --bundled chart", "not allowed with"),
        ("--bundled moon", "'moon'"),
        ("--scene sideways", "'sideways'"),
        ("--theme pink", "'pink'"),
        ("--schedule", "--schedule"),
        ("--schedule nope", "linear, quadratic, sigmoid, cosine"),
        ("--schedule :", "no schedule ''"),
        ("--schedule linear:", "'' is not KEY=NUMBER"),
        ("--schedule linear:beta_start", "'beta_start' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=", "'beta_start=' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=x", "'beta_start=x' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=1e-4,,", "'' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=2", "beta_start is 2.0"),
        ("--schedule linear:beta_start=nan", "beta_start is nan"),
        ("--schedule linear:beta_end=-inf", "beta_end is -inf"),
        ("--schedule linear:steps=4", "no parameter 'steps'"),
        ("--schedule linear:name=4", "no parameter 'name'"),
        ("--schedule linear:rescale=0.5", "rescale is 0.5"),
        ("--schedule linear:rescale=1 --steps 10", "T >= 21"),
        ("--schedule cosine:foo=1", "it has s, max_beta, min_beta"),
        ("--schedule cosine:s=0.1,s=0.2", "'s' is given twice"),
        ("--schedule cosine:max_beta=0.1,min_beta=0.2", "min_beta is 0.2"),
        ("--steps 0", "from 1 to 100000"),
        ("--steps 100001", "from 1 to 100000"),
        ("--steps 1e3", "from 1 to 100000"),
        ("--steps 10 --t 11", "0 to 10"),
        ("--t 1001", "0 to 1000"),
        ("--t -1", "from 0 to 100000"),
        ("--t 5.5", "from 0 to 100000"),
        ("--seed -1", "from 0 to 2147483647"),
        ("--seed 2147483648", "from 0 to 2147483647"),
        (f"--seed {'9' * 6000}", "from 0 to 2147483647"),
        ("--rows 0", "from 1 to 12"),
        ("--rows 13", "from 1 to 12"),
        ("--samples 9", "from 1 to 8"),
        ("--samples 2 --large-sample 3", "1 to 2"),
        ("--working-size 100", "64, 128, 256, 512, 1024, original"),
        ("--device banana", "'banana'"),
        ("--device cuda:", "'cuda:'"),
        ("--device cuda:-1", "'cuda:-1'"),
        ("--size 1600", "WIDTHxHEIGHT"),
        ("--size 1023x700", "1024x700"),
        ("--size 1024x699", "1024x700"),
        ("--size 8193x8192", "8192x8192"),
        ("--screenshot out.jpg", "'out.jpg' does not end in .png"),
        ("--screenshot .png", "'.png' does not end in .png"),
        ("--screenshot folder/", "'folder/' does not end in .png"),
        ("--screenshot out.png --cells folder", "not allowed with"),
        ("--cells=", "the name of the folder is empty"),
        ("--eta 0.5", "the scene forward has no such setting"),
        ("--scene reverse --eta 2", "from 0 to 1"),
        ("--scene reverse --eta nan", "from 0 to 1"),
        ("--scene reverse --sampler best", "ddpm, ddim"),
        ("--scene reverse --kept 2.5", "a whole number from 0 to 100000"),
        ("--scene reverse --kept 100 --steps 10", "1 to T = 10"),
        ("--scene forward --path maybe", "'maybe' is neither on nor off"),
        ("--scene compare --schedules linear,nope", "'linear,nope'"),
    ],
)
def test_a_bad_option_ends_with_code_2_and_a_sentence(
    line: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(line.split())
    assert end.value.code == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("diffusion-sandbox: error: ")
    assert words in sentence


@pytest.mark.parametrize("option", ["--picture", "--theme", "--steps", "--screenshot"])
def test_an_option_without_its_value_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse([option])
    assert end.value.code == 2
    assert option in capsys.readouterr().err


def test_the_schedules_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(["--list-schedules"])
    assert end.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(SCHEDULES)
    for line, family in zip(lines, SCHEDULES.values(), strict=True):
        parameters = line.rpartition(": ")[2]
        again = parse(["--schedule", f"{family.name}:{parameters.replace(', ', ',')}"])
        assert again.schedule.make() is ScheduleChoice(family.name).make()


@pytest.mark.parametrize(("option", "words"), [("--help", "--list-schedules"), ("--version", "Sandbox 0.")])
def test_help_and_version_are_said(option: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse([option])
    assert end.value.code == 0
    assert words in capsys.readouterr().out


NAMES = [
    "a.png",
    "my photo.jpg",
    "it's.png",
    'a "quoted" one.png',
    "-dash.png",
    "--steps",
    "$HOME & more.png",
]
NAMES += ["back\\slash.png", "two\nlines.png", "über*?.webp", "#.png", "~/x.png", "@file", "/a b/c;d|e.tif"]


OUTPUTS: list[dict[str, Any]] = [
    {},
    {"screenshot": Path("-o.png")},
    {"screenshot": Path("my shots/it's.png")},
]
OUTPUTS += [{"cells": Path("-cells")}, {"cells": Path("a folder")}]


def random_parameter(chance: random.Random, parameter: Parameter) -> float:
    """A value that goes with any others."""
    if parameter.kind == "switch":
        return 0.0
    least, most = (0.01, 0.02) if parameter.name == "max_beta" else (1e-6, 0.01)
    return chance.choice([parameter.default, chance.uniform(least, most), least, 0.01 / 3 + least])


def random_setting(chance: random.Random, option: Option) -> object:
    keys = [key for key, _ in option.choices]
    match option.kind:
        case "folder":
            return chance.choice(["", "pictures of mine"])
        case "switch":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(keys)
        case "several":
            chosen = set(chance.sample(keys, chance.randint(1, len(keys))))
            return tuple(key for key in keys if key in chosen)
        case "whole":
            return chance.randint(int(option.minimum), int(option.minimum) + 1)
        case "number":
            return chance.uniform(option.minimum, option.maximum)


def random_options(chance: random.Random) -> Options:
    family = chance.choice(list(SCHEDULES.values()))
    parameters = tuple((each.name, random_parameter(chance, each)) for each in family.parameters)
    changed = tuple(
        pair for pair, each in zip(parameters, family.parameters, strict=True) if pair[1] != each.default
    )
    steps = chance.choice([10, 1000, MAX_STEPS, chance.randint(10, MAX_STEPS)])
    scene = SCENES[chance.choice(list(SCENES))]
    name = next(key for key, each in SCENES.items() if each is scene)
    settings: Any = scene.defaults
    for option in scene.options:
        if option.applies(settings):
            settings = replace(settings, **{option.name: random_setting(chance, option)})
    samples = chance.randint(1, MAX_SAMPLES)
    picture = Path(chance.choice(NAMES)) if chance.random() < 0.7 else None
    return Options(
        picture=picture,
        bundled=Options.bundled if picture else chance.choice(resources.picture_names()),
        scene=name,
        schedule=ScheduleChoice(family.name, steps, changed),
        t=chance.randint(0, steps),
        seed=chance.randint(0, MAX_SEED),
        film=Film(
            chance.randint(1, MAX_ROWS), samples, chance.randrange(samples), independent=chance.random() < 0.5
        ),
        settings=settings,
        working_size=chance.choice(WORKING_SIZES),
        device=chance.choice(["auto", "cpu", "cuda:3", "mps"]),
        window_size=chance.choice([None, (1024, 700), (8192, 8192), (1601, 999)]),
        theme=chance.choice([None, *THEME_NAMES]),
        **chance.choice(OUTPUTS),
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_command_of_options_gives_them_again(seed: int) -> None:
    options = random_options(random.Random(seed))
    words = shlex.split(to_command(options))
    assert words[:2] == ["python", "main.py"]
    assert parse(words[2:]) == options


def test_a_window_smaller_than_can_be_asked_for_still_has_a_command() -> None:
    words = shlex.split(to_command(replace(Options(), window_size=(926, 9000))))
    assert parse(words[2:]).window_size == (1024, 8192)


def test_windows_has_double_quotes() -> None:
    words = [
        "python",
        "main.py",
        r"C:\my photos\it's & more.png",
        "--t",
        "300",
        "--schedule",
        "cosine:s=0.1,max_beta=0.9",
    ]
    assert join_words(words, "win32") == (
        r'python main.py "C:\my photos\it'
        + "'"
        + r's & more.png" --t 300 --schedule "cosine:s=0.1,max_beta=0.9"'
    )
    assert join_words(["a b", "c"], "linux") == "'a b' c"
