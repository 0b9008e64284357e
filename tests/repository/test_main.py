"""The program as a process: what it writes, what it says, and how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.schedules.choice import ScheduleChoice
from engine.state.changes import with_settings
from engine.state.pinning import pin
from engine.state.session import to_json
from engine.state.view import View
from gui.window.preferences import Preferences

ROOT = Path(__file__).parents[2]
SMALL = ("--size", "1024x700", "--rows", "1", "--samples", "1", "--working-size", "64")
LIMIT = 120.0  # seconds, for a machine that is busy


def run(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str | None] | None = None, code: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the program, or Python code, in a folder and in surroundings where some variables are changed or gone."""
    command = ["-c", code] if code else [str(ROOT / "main.py")]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), **(environ or {})}
    return subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=folder,
        env={name: value for name, value in surroundings.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )


def check_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    """It has ended with code 1 and one sentence on standard error."""
    assert done.returncode == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("diffusion-sandbox: ")
    assert words in sentence


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "it's my photo.png"
    Image.effect_noise((96, 48), 60).convert("RGB").save(file)
    return file


@pytest.mark.skipif(sys.platform != "linux", reason="its settings and displays are named by variables")
def test_a_screenshot_has_the_same_bytes_in_any_surroundings(picture: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    settings = other / "diffusion-sandbox" / "settings.json"
    settings.parent.mkdir(parents=True)
    Preferences(settings).write({"theme": "dark", "digits": 16, "curves": "beta"})
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    plain: dict[str, str | None] = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}
    strange: dict[str, str | None] = {
        "HOME": "/proc/nowhere",
        "XDG_CONFIG_HOME": str(other),
        "DISPLAY": ":987",
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "2",
        "QT_FONT_DPI": "144",
        "QT_USE_PHYSICAL_DPI": "1",
        "QT_STYLE_OVERRIDE": "windows",
        "LANG": "tr_TR.UTF-8",
    }
    done = run([picture.name, *SMALL, "--screenshot", str(first)], tmp_path, plain)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run([str(picture), *SMALL, "--screenshot", "../second.png"], other, strange)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = first.read_bytes()
    assert Image.open(io.BytesIO(image)).size == (1024, 700)
    assert image == second.read_bytes()


@pytest.mark.parametrize("kind", ["gone", "folder", "cut off"])
def test_a_picture_that_cannot_be_opened_ends_it_and_nothing_is_written(
    kind: str, picture: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bad.png"
    if kind == "folder":
        file.mkdir()
    elif kind == "cut off":
        file.write_bytes(picture.read_bytes()[:3000])
    before = sorted(tmp_path.iterdir())
    check_refused(run(["bad.png", *SMALL, "--screenshot", "out.png"], tmp_path), "bad.png")
    assert sorted(tmp_path.iterdir()) == before


def test_a_place_that_cannot_be_written_ends_it(tmp_path: Path) -> None:
    done = run([*SMALL, "--screenshot", "gone/out.png"], tmp_path)
    check_refused(done, "gone/out.png cannot be written")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--screenshot", "--cells"])
def test_a_device_that_is_not_there_ends_it(option: str, tmp_path: Path) -> None:
    wanted = f"cuda:{torch.cuda.device_count()}"
    done = run([*SMALL, "--device", wanted, option, "out.png"], tmp_path)
    check_refused(done, f"There is no device '{wanted}' here")
    assert list(tmp_path.iterdir()) == []


GENERATION = ("--scene", "generate", "--run-steps", "3", "--rows-wanted", "16", *SMALL)


@pytest.mark.parametrize("denoiser", ["gaussian", "ideal", "patches"])
def test_new_pictures_are_made_from_the_command_line(denoiser: str, picture: Path, tmp_path: Path) -> None:
    words = (str(picture), *GENERATION, "--denoiser", denoiser, "--seeds", "2")
    first, again = tmp_path / "first", tmp_path / "again"
    for folder in (first, again):
        for option in (("--screenshot", f"{folder}.png"), ("--cells", str(folder))):
            done = run((*words, "--seed", "3", *option), tmp_path)
            assert (done.returncode, done.stderr) == (0, "")
    assert Path(f"{first}.png").read_bytes() == Path(f"{again}.png").read_bytes()
    names = {file.name for file in first.iterdir()}
    assert names == {file.name for file in again.iterdir()}
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in names)
    with Image.open(first / "row0-column0.png") as image:
        assert image.size == (32, 16)


def test_two_runs_of_a_session_are_written_side_by_side(tmp_path: Path) -> None:
    def asking(steps: int) -> View:
        view = View(scene="generate", t=0, working_size=64, schedule=ScheduleChoice(steps=50))
        settings = replace(view.own, denoiser="gaussian", sampler="ddim", run_steps=steps, rows_wanted=16)
        return with_settings(view, "generate", settings)

    views = {"few": asking(2), "many": asking(50), "both": pin().run(asking(2))}
    views["both"] = replace(asking(50), pin=views["both"].pin)
    for name, view in views.items():
        (tmp_path / f"{name}.json").write_text(to_json(view), encoding="utf-8")
        done = run(["--session", f"{name}.json", "--cells", name], tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    few, many, left, right = (
        Image.open(tmp_path / name / f"row0-column{column}.png").tobytes()
        for name, column in (("few", 0), ("many", 0), ("both", 0), ("both", 1))
    )
    assert (left, right) == (few, many)
    assert few != many


@pytest.mark.parametrize("option", ["--screenshot", "--cells"])
def test_what_cannot_be_generated_ends_it_and_nothing_is_written(
    option: str, picture: Path, tmp_path: Path
) -> None:
    words = (str(picture), *GENERATION, "--denoiser", "ideal", "--members", "folder", "--folder", "gone")
    check_refused(run((*words, option, "result.png"), tmp_path), "gone cannot be read")
    assert not (tmp_path / "result.png").exists()


def test_without_a_display_a_sentence_says_what_to_do_instead(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("there is always a display")
    gone: dict[str, str | None] = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "XDG_SESSION_TYPE": None}
    check_refused(run([], tmp_path, {**gone, "QT_QPA_PLATFORM": None}), "--screenshot out.png")


WITHOUT = """
import sys
sys.modules["torch"] = None
import main
sys.exit(main.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("option", ["--screenshot", "--cells"])
def test_without_torch_a_sentence_says_so(option: str, tmp_path: Path) -> None:
    done = run([*SMALL, option, "out.png"], tmp_path, code=WITHOUT)
    check_refused(done, "torch")
    assert list(tmp_path.iterdir()) == []


def test_a_bad_option_ends_it_before_anything_is_loaded(tmp_path: Path) -> None:
    done = run(["--rows", "13", "--screenshot", "out.png"], tmp_path, code=WITHOUT)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "error: argument --rows: '13' is not a whole number from 1 to 12"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="closes its standard output with a shell")
@pytest.mark.parametrize("option", ["--list-schedules", "--version"])
def test_a_closed_output_is_no_fault(option: str, tmp_path: Path) -> None:
    code = "import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    done = run([str(ROOT / "main.py"), option], tmp_path, code=code)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_the_help_goes_into_any_pipe(encoding: str, tmp_path: Path) -> None:
    for option in ("--help", "--list-schedules"):
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), option],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert "usage" in done.stdout.decode(encoding) or "linear" in done.stdout.decode(encoding)


def test_the_poorest_surroundings_add_no_words(picture: Path, tmp_path: Path) -> None:
    poor: dict[str, str | None] = {"LC_ALL": "C", "PYQTGRAPH_QT_LIB": "PyQt6"}
    done = run([picture.name, *SMALL[2:], "--screenshot", "out.png"], tmp_path, poor)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(tmp_path / "out.png") as image:
        assert image.size == (1600, 1000)  # whatever Qt's screen is that is none


def test_a_name_cannot_control_the_terminal(tmp_path: Path) -> None:
    done = run(["\x1b[31mred\x07.png", *SMALL, "--screenshot", "out.png"], tmp_path)
    check_refused(done, "red")
    assert not set(done.stderr) & {"\x1b", "\x07"}


CTRL_C = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *rest):
        if name == sys.argv[1]:
            print("pressed", flush=True)
            os.kill(os.getpid(), signal.SIGINT)

import main
sys.meta_path.insert(0, Interrupt())
sys.exit(main.main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends no such signal")
@pytest.mark.parametrize("module", ["numpy", "torch"])  # at the start, and in the engine with the window open
def test_ctrl_c_ends_it_at_once_and_in_silence(module: str, tmp_path: Path) -> None:
    done = run([module, "--screenshot", "out.png"], tmp_path, code=CTRL_C)
    assert done.stdout == "pressed\n"
    assert done.returncode == -signal.SIGINT
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_does_not_leave_it_waiting(tmp_path: Path) -> None:
    code = WITHOUT.replace(
        'sys.modules["torch"] = None',
        "import gui.window.status\ngui.window.status.Status.show_frame = lambda *rest: 1 / 0",
    )
    done = run([*SMALL, "--screenshot", "out.png"], tmp_path, code=code)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("diffusion-sandbox: The image could not be made")
    assert list(tmp_path.iterdir()) == []


def test_the_numbers_of_a_scene_with_charts_are_saved_without_a_window(picture: Path, tmp_path: Path) -> None:
    words = [picture.name, "--working-size", "64", "--scene", "plan", "--run", "ddim:steps=4"]
    done = run([*words, "--table", "numbers.csv"], tmp_path, {"DISPLAY": None, "QT_QPA_PLATFORM": "none"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, *rows = (tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()
    assert first == "run,evaluations,frequency,modes,c,kept,kl"
    assert all(row.startswith("ddim:steps=4,4,") for row in rows)
    assert len(rows) == 7
    check_refused(run([*words, "--table", "numbers.npz"], tmp_path), "does not end in .csv")
    assert not (tmp_path / "numbers.npz").exists()


def test_a_schedule_is_examined_for_the_picture_that_is_named(picture: Path, tmp_path: Path) -> None:
    done = run(
        [picture.name, "--working-size", "64", "--schedule", "quadratic:beta_end=0.012", "--doctor"], tmp_path
    )
    assert done.returncode == 1, done.stderr
    assert "At T a black picture of 64 x " in done.stdout
    check_refused(run(["none.png", "--doctor"], tmp_path), "none.png")


def test_a_schedule_is_examined_and_saved_without_a_window(tmp_path: Path) -> None:
    alone = {"DISPLAY": None, "QT_QPA_PLATFORM": "none"}
    config = {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "beta_end": 0.012, "mine": 1}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    words = ["--schedule", "config.json"]
    done = run([*words, "--doctor", "--json"], tmp_path, alone)
    assert done.returncode == 1
    titles = [each["title"] for each in json.loads(done.stdout)]
    assert "set_alpha_to_one" not in " ".join(titles)
    assert "The terminal SNR is not zero" in titles
    done = run(["--doctor"], tmp_path, alone)
    assert (done.returncode, done.stdout) == (0, "The doctor finds nothing wrong with this schedule.\n")
    assert run([*words, "--save-config", "again.json"], tmp_path, alone, code=WITHOUT).returncode == 0
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == config
    scene = ["--scene", "reverse", "--spacing", "leading", "--steps-offset", "1", "--prediction", "v"]
    done = run([*words, *scene, "--save-config", "more.json"], tmp_path, alone, code=WITHOUT)
    assert done.returncode == 0
    more = json.loads((tmp_path / "more.json").read_text(encoding="utf-8"))
    assert more == {**config, "steps_offset": 1, "prediction_type": "v_prediction"}
    done = run([*words, "--table", "mine.csv"], tmp_path, alone, code=WITHOUT)
    assert done.returncode == 0
    done = run(["--schedule", "mine.csv", "--save-config", "betas.json"], tmp_path, alone, code=WITHOUT)
    assert "Written as 1000 trained_betas" in done.stderr
    check_refused(run(["--table", "a/b.csv"], tmp_path, alone, code=WITHOUT), "cannot be written")


FAILING = """
import sys
from pathlib import Path
import gui.window.preferences
gui.window.preferences.settings_folder = lambda: Path("settings")
import main
from PySide6.QtCore import QTimer
from gui.window.main_window import MainWindow
show = MainWindow.show
def show_and_fail(window):
    show(window)
    QTimer.singleShot(0, lambda: (QTimer.singleShot(0, window.close), 1 / 0))
MainWindow.show = show_and_fail
sys.exit(main.main([]))
"""


def test_a_fault_in_the_window_is_written_down(tmp_path: Path) -> None:
    done = run([], tmp_path, {"QT_QPA_PLATFORM": "offscreen"}, FAILING)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ZeroDivisionError" in (tmp_path / "settings" / "faults.log").read_text(encoding="utf-8")
