"""Every option of the command line, every bad value, and the line that asks for a view again."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import resources
from engine import __version__
from engine.exports.options import EXPORTS
from engine.exports.state_in_png import with_state
from engine.scenes import SCENES, Strip
from engine.scenes.compare import CompareSettings
from engine.scenes.reverse import ReverseSettings
from engine.schedules import SCHEDULES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.state.changes import set_option
from engine.state.check import check_scene
from engine.state.command import command_of, seen
from engine.state.export_command import export_command
from engine.state.find_picture import hash_of
from engine.state.plain_line import plain_start
from engine.state.refused import Refused
from engine.state.session import to_json
from engine.state.start import EXPORTED, Errand, Looks, Machine, Start
from engine.state.start_line import parse_start
from engine.state.texts import join_words, round_zoom
from engine.state.view import Bundled, FromFile, Pasted, View
from tests.engine.state.views import views

HILLS = resources.path("pictures", "hills.png").read_bytes()


def test_without_options_there_are_the_defaults() -> None:
    assert parse_start([]) == Start(given=False)


def test_each_export_is_a_field_of_an_errand() -> None:
    assert tuple(EXPORTS) == EXPORTED


def test_the_command_of_an_untouched_window_names_the_program() -> None:
    assert command_of(View(), Looks(), Machine()).line == "python main.py"


@pytest.mark.parametrize(
    ("line", "path", "value"),
    [
        ("photo.jpg", "view.source", FromFile(Path("photo.jpg").absolute())),
        ("--bundled chart", "view.source", Bundled("chart")),
        ("--scene step", "view.scene", "step"),
        ("--seed 2147483647", "view.seed", 2147483647),
        ("--t 0", "view.t", 0),
        ("--t 1000", "view.t", 1000),
        ("--rows 12", "view.strip", Strip(rows=12)),
        ("--samples 8 --large-sample 8", "view.strip", Strip(samples=8, column=7)),
        ("--independent-noise", "view.strip", Strip(independent=True)),
        ("--until-end", "view.strip", Strip(until_end=True)),
        ("--working-size 64", "view.working_size", 64),
        ("--working-size original", "view.working_size", None),
        ("--resampling pixels", "view.resampling", "pixels"),
        ("--device auto", "machine.device", "auto"),
        ("--device cpu", "machine.device", "cpu"),
        ("--device cuda", "machine.device", "cuda"),
        ("--device cuda:1", "machine.device", "cuda:1"),
        ("--device mps", "machine.device", "mps"),
        ("--cache 256", "machine.cache", 256),
        ("--size 1024x700", "looks.window_size", (1024, 700)),
        ("--size 3840x2160", "looks.window_size", (3840, 2160)),
        ("--theme light", "looks.theme", "light"),
        ("--theme dark", "looks.theme", "dark"),
        ("--curves beta,log_snr", "looks.curves", ("beta", "log_snr")),
        ("--curves none", "looks.curves", ()),
        ("--curves-over sigma", "looks.curves_over", "sigma"),
        ("--log-curves beta,snr", "looks.log_curves", ("beta", "snr")),
        ("--curve-ranges x=10:-5,beta=0:1e-2", "looks.curve_ranges", (("x", 10, -5), ("beta", 0, 0.01))),
        ("--curve-ranges all", "looks.curve_ranges", ()),
        ("--digits 16", "looks.digits", 16),
        ("--statistics on", "looks.statistics", True),
        ("--cells folder", "errand", Errand(cells=Path("folder"))),
        ("--screenshot folder/out.PNG", "errand", Errand(screenshot=Path("folder/out.PNG"))),
        ("--schedule cosine", "view.schedule", ScheduleChoice("cosine")),
        (
            "--schedule cosine:max_beta=0.9,s=0.01,min_beta=0",
            "view.schedule",
            ScheduleChoice("cosine", 1000, (("s", 0.01), ("max_beta", 0.9))),
        ),
        ("--steps 1 --t 1", "view.schedule", ScheduleChoice("linear", 1)),
        ("--steps 100000", "view.schedule", ScheduleChoice("linear", 100_000)),
        (
            "--scene reverse --sampler ddim --kept 50 --eta 0.3 --spacing leading --error 0.1",
            "view.own",
            ReverseSettings("ddim", 50, "leading", 0.3, error=0.1),
        ),
        (
            "--scene compare --schedules cosine;linear --by snr",
            "view.own",
            CompareSettings(("cosine", "linear"), by="snr"),
        ),
        ("--path on", "view.own", SCENES["forward"].defaults.__class__(path=True)),
        ("--scene posterior", "view.own", SCENES["posterior"].defaults),
    ],
)
def test_an_option_says_one_thing(line: str, path: str, value: object) -> None:
    start: Any = parse_start(line.split())
    for name in path.split("."):
        start = getattr(start, name)
    assert start == value


@pytest.mark.parametrize(
    ("line", "given"),
    [("--t 300", True), ("a.png", True), ("--path off", True), ("--theme dark", False), ("--cache 9", False)],
)
def test_a_line_that_names_a_view_is_told_from_one_that_does_not(line: str, given: bool) -> None:
    assert parse_start(line.split()).given is given


@pytest.mark.parametrize(("steps", "t"), [(1, 0), (2, 1), (10, 3), (1000, 300), (100_000, 30_000)])
def test_the_timestep_is_at_three_tenths_unless_it_is_given(steps: int, t: int) -> None:
    assert parse_start(["--steps", str(steps)]).view.t == t


def test_a_new_picture_is_shown_at_its_end() -> None:
    assert parse_start(["--scene", "generate"]).view.t == 0


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
        ("--schedule nope", "There is no schedule 'nope'; there are "),
        ("--schedule :", "no schedule ''"),
        ("--schedule linear:", "'' is not KEY=NUMBER"),
        ("--schedule linear:beta_start", "'beta_start' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=", "'beta_start=' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=x", "'beta_start=x' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=1e-4,,", "'' is not KEY=NUMBER"),
        ("--schedule linear:beta_start=2", "--schedule: beta_start is 2.0"),
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
        ("--steps 10 --t 11", "--t: 11 is beyond the last timestep; it must be 0 to 10"),
        ("--t 1001", "0 to 1000"),
        ("--t -1", "from 0 to 100000"),
        ("--t 5.5", "from 0 to 100000"),
        ("--seed -1", "from 0 to 2147483647"),
        ("--seed 2147483648", "from 0 to 2147483647"),
        (f"--seed {'9' * 6000}", "from 0 to 2147483647"),
        ("--seed ٣", "from 0 to 2147483647"),
        ("--rows 0", "from 1 to 12"),
        ("--rows 13", "from 1 to 12"),
        ("--samples 9", "from 1 to 8"),
        (
            "--samples 2 --large-sample 3",
            "--large-sample: 3 is more than there are samples; it must be 1 to 2",
        ),
        ("--working-size 100", "64, 128, 256, 512, 1024, original"),
        ("--zoom 1,2,0", "X,Y,WIDTH"),
        ("--zoom 1,2,nan", "X,Y,WIDTH"),
        ("--zoom inf,2,3", "X,Y,WIDTH"),
        ("--zoom 1,2", "X,Y,WIDTH"),
        ("--device banana", "'banana'"),
        ("--device cuda:", "'cuda:'"),
        ("--device cuda:-1", "'cuda:-1'"),
        ("--size 1600", "WIDTHxHEIGHT"),
        ("--size 1023x700", "1024x700"),
        ("--size 1024x699", "1024x700"),
        ("--size 8193x8192", "8192x8192"),
        ("--curves beta,beta", "each once"),
        ("--curves beta,sideways", "some of beta,alpha_bar"),
        ("--digits 5", "4, 8, 16"),
        ("--screenshot out.jpg", "'out.jpg' does not end in .png"),
        ("--screenshot .png", "'.png' does not end in .png"),
        ("--screenshot folder/", "'folder/' does not end in .png"),
        ("--screenshot out.png --cells folder", "not allowed with"),
        ("--cells=", "the name of the folder is empty"),
        ("--scene reverse --sampler ddim --eta 2", "--eta: '2' is not a number from 0 to 1"),
        ("--scene reverse --sampler ddim --eta nan", "--eta: 'nan' is not a number"),
        (
            "--scene reverse --sampler eule",
            "--sampler: There is no sampler 'eule'; there are ddim, ddpm, euler",
        ),
        ("--scene reverse --kept many", "--kept: 'many' is not a whole number"),
        ("--scene reverse --kept 2.5", "a whole number from 0 to 100000"),
        ("--scene reverse --kept 100 --steps 10", "the scene reverse is not possible: "),
        ("--scene forward --path maybe", "--path: 'maybe' is neither on nor off"),
        ("--scene forward --eta 0.5", "--eta: the scene forward has no such setting"),
        (
            "--scene reverse --sampler euler:spacing=karras,rho=500",
            "--sampler: rho is 500; it must be from 0.1 to 100",
        ),
        ("--scene reverse --eta 0.5", "--eta: does nothing with --sampler ddpm; it is for ddim"),
        (
            "--scene generate --denoiser gaussian --scale 2",
            "--scale: does nothing with --denoiser gaussian; it is for patches",
        ),
        ("--scene reverse --seeds 4", "--seeds: the scene reverse has no such setting"),
        ("--scene compare --schedules nope", "--schedules: There is no schedule 'nope'"),
        ("--session nowhere.json", "--session: nowhere.json was not found: it may"),
        ("--session /", "is not a file"),
    ],
)
def test_a_bad_option_ends_with_code_2_and_a_sentence(
    line: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse_start(line.split())
    assert end.value.code == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("diffusion-sandbox: error: ")
    assert words in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize("option", ["--picture", "--theme", "--steps", "--screenshot", "--session"])
def test_an_option_without_its_value_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_start([option])
    assert end.value.code == 2
    assert option in capsys.readouterr().err


def test_the_schedules_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_start(["--list-schedules"])
    assert end.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(SCHEDULES)
    for line, family in zip(lines, SCHEDULES.values(), strict=True):
        parameters = line.rpartition("): ")[2].replace(", ", ",")
        again = parse_start(["--schedule", f"{family.name}:{parameters}" if parameters else family.name])
        assert again.view.schedule == ScheduleChoice(family.name)


@pytest.mark.parametrize(
    ("option", "words"), [("--help", "--list-schedules"), ("--version", f"Sandbox {__version__}")]
)
def test_help_and_version_are_said(option: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_start([option])
    assert end.value.code == 0
    assert words in capsys.readouterr().out


def typed(view: View) -> View:
    """What a command can say of a view: no hash of the picture, and a zoom as people write it."""
    source = view.source
    if isinstance(source, FromFile):
        source = FromFile(source.path.absolute())
    return replace(seen(view), source=source, zoom=view.zoom and round_zoom(view.zoom))


@given(views())
@settings(deadline=None)
def test_the_command_of_a_view_gives_it_again(view: View) -> None:
    try:
        check_scene(view)
    except Refused:
        return
    if isinstance(view.source, Pasted):
        view = replace(view, source=Bundled("petals"))
    if view.schedule.given is not None:  # it is data, which no line says
        view = replace(view, schedule=ScheduleChoice(steps=view.schedule.steps))
    command = command_of(view)
    words = shlex.split(command.line)
    assert words[:2] == ["python", "main.py"]
    assert parse_start(words[2:]).view == typed(view)
    assert (command.left_out == "") == (seen(view) == view)


def test_the_command_says_what_it_leaves_out() -> None:
    schedule = ScheduleChoice("linear", 2, given=Given.of("betas", [0.1, 0.2]))
    assert command_of(View(schedule=schedule, t=1)).left_out == (
        "The schedule is given by numbers: save its table, and name it as --schedule FILE."
    )
    view = View(source=Pasted("clipboard"), scene="reverse")
    assert command_of(view).left_out.startswith("The picture was pasted")
    view = set_option("reverse", "eta", 0.5).run(View(scene="reverse"))  # DDPM has none
    assert command_of(view).left_out == "Left out are settings of Reverse that do nothing here."
    assert "--eta" not in command_of(view).line
    assert command_of(replace(view, scene="forward")).left_out.startswith(
        "Left out are the settings of Reverse"
    )


def test_looks_and_machine_are_in_the_command_where_they_were_chosen() -> None:
    looks = Looks("light", (926, 9000), ("beta",), 8, help=False, folded=("numbers",))
    line = command_of(View(), looks, Machine("cuda:1", 512)).line
    assert parse_start(shlex.split(line)[2:]) == Start(
        looks=Looks("light", (1024, 8192), ("beta",), 8), machine=Machine("cuda:1", 512), given=False
    )


def test_windows_has_double_quotes() -> None:
    words = ["python", "main.py", r"C:\my photos\it's & more.png", "--t", "300"]
    words += ["--schedule", "cosine:s=0.1,max_beta=0.9"]
    assert join_words(words, "win32") == (
        r'python main.py "C:\my photos\it'
        + "'"
        + r's & more.png" --t 300 --schedule "cosine:s=0.1,max_beta=0.9"'
    )
    assert join_words(["a b", "c"], "linux") == "'a b' c"


def test_a_program_in_a_folder_with_blanks_is_one_that_powershell_runs() -> None:
    """PowerShell takes a line that begins with a quote for a text; inside a word quotes mean the same to both."""
    program = r"C:\Program Files\Diffusion Sandbox\diffusion-sandbox.exe"
    line = join_words([program, "--t", "3"], "win32")
    assert line == r'C:\"Program Files\Diffusion Sandbox\diffusion-sandbox.exe" --t 3'
    assert join_words([r"D:\sandbox\a.exe", "b"], "win32") == r"D:\sandbox\a.exe b"


@pytest.mark.parametrize(
    ("started", "frozen", "sources", "words"),
    [
        ("main.py", "", True, ["python", "main.py"]),
        ("/usr/bin/diffusion-sandbox", "", True, ["diffusion-sandbox"]),
        ("/lib/site-packages/main.py", "", False, ["diffusion-sandbox"]),
        ("/opt/my programs/sandbox", "/opt/my programs/sandbox", False, ["/opt/my programs/sandbox"]),
    ],
)
def test_a_copied_command_names_the_program_as_it_is_here(
    monkeypatch: pytest.MonkeyPatch, started: str, frozen: str, sources: bool, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [started, "--t", "4"])
    monkeypatch.setattr(Path, "is_file", lambda _: sources)
    if frozen:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", frozen)
    assert shlex.split(command_of(View(t=301)).line) == [*words, "--t", "301"]
    settings = EXPORTS["figure"].defaults
    exported = export_command(View(), Looks(), Machine(), "figure", settings, Path("f.pdf"))
    assert shlex.split(exported.line) == [*words, "--figure", "f.pdf"]


def saved(folder: Path, view: View) -> Path:
    file = folder / "session.json"
    file.write_text(to_json(view), encoding="utf-8")
    return file


def test_a_session_opens_and_options_change_it(tmp_path: Path) -> None:
    view = View(scene="step", schedule=ScheduleChoice("cosine", 500), t=100, seed=3)
    file = saved(tmp_path, view)
    start = parse_start(["--session", str(file)])
    assert start.view == view
    assert start.given
    file.write_text(file.read_text(encoding="utf-8").replace("{", '{"future": 1,', 1), encoding="utf-8")
    assert parse_start(["--session", str(file)]) == replace(start, extra={"future": 1})
    assert parse_start(["--session", str(file), "--seed", "4"]).view == replace(view, seed=4)
    assert parse_start(["--session", str(file), "--bundled", "chart"]).view.source == Bundled("chart")
    other = parse_start(["--session", str(file), "--schedule", "linear"]).view
    assert other == replace(view, schedule=ScheduleChoice("linear", 500))
    shorter = parse_start(["--session", str(file), "--steps", "50"]).view
    assert (shorter.schedule, shorter.t) == (ScheduleChoice("cosine", 50), 15)


def test_a_session_finds_its_picture_beside_it(tmp_path: Path) -> None:
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"any bytes")
    view = View(source=FromFile(Path("/elsewhere/photo.png"), hash_of(picture)))
    file = saved(tmp_path, view)
    found = parse_start(["--session", str(file)]).view
    assert found == replace(view, source=FromFile(picture, hash_of(picture)))


def test_without_a_window_a_session_needs_its_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = View(source=FromFile(Path("/elsewhere/photo.png"), "ab" * 32))
    words = ["--session", str(saved(tmp_path, view))]
    assert parse_start(words).view == view  # the window asks
    with pytest.raises(SystemExit):
        parse_start([*words, "--cells", "out"])
    assert "its picture photo.png is not beside it" in capsys.readouterr().err
    assert parse_start(["a.png", *words, "--cells", "out"]).view.source == FromFile(Path("a.png").absolute())


def test_a_picture_that_carries_its_view_is_a_session(tmp_path: Path) -> None:
    view = View(scene="posterior", t=40)
    file = tmp_path / "shot.png"
    file.write_bytes(with_state(HILLS, to_json(view, shared=True)))
    assert parse_start(["--session", str(file)]).view == view


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not a session"),
        (b'{"diffusion-sandbox": 9}', "newer version"),
        (b'{"diffusion-sandbox": 1, "seed": "x"}', "seed: 'x' is not a whole number"),
        (b"\x89PNG\r\n\x1a\n", "carries no view"),
        (with_state(HILLS, to_json(View())).replace(b"hills", b"hello"), "is damaged"),
    ],
)
def test_a_damaged_session_ends_with_a_sentence(
    data: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "session.json"
    file.write_bytes(data)
    with pytest.raises(SystemExit) as end:
        parse_start(["--session", str(file)])
    assert end.value.code == 2
    assert words in capsys.readouterr().err.splitlines()[-1]


def test_runs_may_each_have_a_word_and_are_kept_in_one_form() -> None:
    start = parse_start(["--scene", "plan", "--run", "DPM++ 2M Karras:steps=10", "--run", "ddim:steps=20"])
    assert start.view.own.run == ("dpmpp_2m:spacing=karras,steps=10", "ddim")
    again = shlex.split(command_of(start.view).line)[2:]
    assert again == ["--scene", "plan", "--run", "dpmpp_2m:spacing=karras,steps=10", "--run", "ddim"]
    assert parse_start(again).view == start.view


@pytest.mark.parametrize("run", ["nobody", "ddim:steps=0", "ddim:speed=2", "", "ddim;" * 9 + "ddim"])
def test_a_run_that_is_none_is_refused(run: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_start(["--scene", "plan", "--run", run])
    assert "--run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("", True),
        ("--size 1600x1000", True),
        ("--size=1600x1000 --theme dark --curves beta,snr --digits 8", True),
        ("--device cpu --cache 0", True),
        ("--theme dark --theme light", True),
        ("--seed 3", False),
        ("--theme dark --seed 3", False),
        ("photo.jpg", False),
        ("--screenshot a.png", False),
        ("--theme purple", False),
        ("--theme", False),
        ("--theme --size 10x10", False),
        ("theme dark", False),
        ("--folded right", False),
        ("--curves_over t", False),
        ("--", False),
    ],
)
def test_a_start_that_names_no_view_is_read_without_the_scenes(line: str, plain: bool) -> None:
    start = plain_start(shlex.split(line))
    assert (start is not None) == plain
    if start is not None:
        assert start == parse_start(shlex.split(line))
