import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("make") is None, reason="needs make on Linux or macOS"
)


PYTHON = """#!/bin/sh
case "$*" in
  "-m pip --version") exit "$(cat pip_is_broken 2>/dev/null || echo 0)" ;;
  "-c "*) printf 'torch>=2.6\\n'; exit ;;
  "-m pip install"*) echo "pip: $*" >>calls.txt; exit "$(cat pip_fails 2>/dev/null || echo 0)" ;;
esac
for argument; do printf '[%s]' "$argument"; done >>calls.txt
echo " $QT_QPA_PLATFORM" >>calls.txt
test "$*" != "$(cat fails 2>/dev/null)"
"""
"""The Python of a .venv, which only notes what it is to do."""
BUILDER = """#!/bin/sh
case "$*" in
  "-m venv --clear .venv")
    echo "venv" >>calls.txt; rm -rf .venv; mkdir -p .venv/bin; cp venv_python .venv/bin/python ;;
  ".ci/system_packages.py "*) test ! -e lacking || { cat lacking >&2; exit 1; } ;;
esac
"""
"""The Python that a .venv is built with."""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A tree without a .venv, in which two Pythons note what they are to do in calls.txt."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    for name, text in {"venv_python": PYTHON, "python3": BUILDER, "python3.99": BUILDER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def make(tree: Path, *arguments: str) -> tuple[int, list[str]]:
    """Return make's exit code and what the Pythons were to do."""
    with contextlib.suppress(FileNotFoundError):
        (tree / "calls.txt").unlink()
    environ = {"PATH": f"{tree}:/usr/bin:/bin"}
    done = subprocess.run(["make", *arguments], cwd=tree, env=environ, capture_output=True, check=False)
    calls = tree / "calls.txt"
    return done.returncode, calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []


def install(extra: str = "") -> str:
    return f"pip: -m pip install --disable-pip-version-check -c constraints.txt {extra}-r .venv/needed"


def test_the_first_start_installs_all_at_once_and_the_second_nothing(made: Path) -> None:
    assert make(made, "run") == (0, ["venv", install(), "[main.py] "])
    assert (made / ".venv/needed").read_text(encoding="utf-8") == "torch>=2.6\n"
    assert make(made, "run") == (0, ["[main.py] "])


def test_each_purpose_adds_to_the_same_venv_and_changed_dependencies_are_installed(made: Path) -> None:
    make(made, "run")
    code, calls = make(made, "test")
    assert (code, calls[0]) == (0, install())
    inputs = made / "pyproject.toml", made / "constraints.txt"
    for changed in inputs:
        for file in (*inputs, *made.glob(".venv/*.ready")):
            os.utime(file, (1000, 1000))
        os.utime(changed, (2000, 2000))
        assert make(made, "run") == (0, [install(), "[main.py] "])
        assert make(made, "run") == (0, ["[main.py] "])


def test_other_arguments_of_pip_build_anew_and_are_kept(made: Path) -> None:
    make(made, "run")
    index = "PIP_ARGS=--extra-index-url 'https://example.org/a b'"
    expected = install("--extra-index-url https://example.org/a b ")
    assert make(made, "run", index) == (0, ["venv", expected, "[main.py] "])
    assert make(made, "run", index) == (0, ["[main.py] "])
    assert make(made, "run") == (0, ["[main.py] "])
    code, calls = make(made, "test")
    assert (code, calls[0]) == (0, expected)


def test_another_python_builds_anew_and_is_kept(made: Path) -> None:
    make(made, "run")
    assert make(made, "run", "PYTHON=python3.99") == (0, ["venv", install(), "[main.py] "])
    assert make(made, "run", "PYTHON=python3.99") == (0, ["[main.py] "])
    assert make(made, "run") == (0, ["[main.py] "])


@pytest.mark.parametrize("damage", ["killed", "broken", "gone"])
def test_what_may_be_damaged_is_built_anew(damage: str, made: Path) -> None:
    (made / "pip_fails").write_text("137" if damage == "killed" else "1", encoding="utf-8")
    assert make(made, "run") == (2, ["venv", install()])
    (made / "pip_fails").unlink()
    if damage == "broken":
        (made / "pip_is_broken").write_text("1", encoding="utf-8")
    elif damage == "gone":
        (made / ".venv/bin/python").unlink()
    assert make(made, "run") == (0, ["venv", install(), "[main.py] "])


def test_a_failed_download_is_tried_again_in_the_same_venv(made: Path) -> None:
    (made / "pip_fails").write_text("1", encoding="utf-8")
    assert make(made, "run") == (2, ["venv", install()])
    (made / "pip_fails").unlink()
    assert make(made, "run") == (0, [install(), "[main.py] "])


def test_make_run_passes_arguments_on(made: Path) -> None:
    make(made, "run")
    code, calls = make(made, "run", """ARGS="my photo.jpg" --t 300 --schedule 'cosine:s=0.01'""")
    assert (code, calls) == (0, ["[main.py][my photo.jpg][--t][300][--schedule][cosine:s=0.01] "])


def test_make_test_runs_all_checks_and_stops_at_the_first_that_fails(made: Path) -> None:
    tests = "[-m][pytest][-n][auto][--maxprocesses][4][--dist][worksteal] offscreen"
    checks = ["[-m][ruff][check] ", "[-m][ruff][format][--check] ", "[-m][mypy] ", tests]
    assert make(made, "test") == (0, ["venv", install(), *checks])
    (made / "fails").write_text("-m mypy", encoding="utf-8")
    assert make(made, "test") == (2, checks[:3])


def test_make_bench_runs_every_benchmark(made: Path) -> None:
    (made / "benchmarks").mkdir()
    for name in ("a.py", "b.py"):
        (made / "benchmarks" / name).touch()
    code, calls = make(made, "bench")
    assert (code, calls[2:]) == (0, ["[benchmarks/a.py] offscreen", "[benchmarks/b.py] offscreen"])


@pytest.mark.parametrize("film", ["", "1"])
def test_make_app_builds_and_tries_what_is_built(film: str, made: Path) -> None:
    code, calls = make(made, "app", f"FILM={film}")
    build = "[-m][PyInstaller][--noconfirm][--log-level][WARN][bundle/diffusion-sandbox.spec] offscreen"
    assert (code, calls) == (0, ["venv", *[install()] * (2 if film else 1), build, "[-m][bundle.check] "])


def test_make_stops_where_python_or_a_system_package_is_missing(made: Path) -> None:
    assert make(made, "run", "PYTHON=python-that-is-not-there") == (2, [])
    (made / "lacking").write_text("Missing here: a font.", encoding="utf-8")
    assert make(made, "run") == (2, [])
    assert make(made, "test") == (2, [])


def test_ci_runs_make_test_from_anywhere(made: Path) -> None:
    (made / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", made / ".ci/run")
    (made / "bin").mkdir()
    (made / "bin/make").write_text('#!/bin/sh\necho "$PWD $*"\n', encoding="utf-8")
    (made / "bin/make").chmod(0o755)

    environ = {"PATH": f"{made / 'bin'}:/usr/bin:/bin"}
    done = subprocess.run(
        [made / ".ci/run"], cwd="/", env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{made} test\n"
