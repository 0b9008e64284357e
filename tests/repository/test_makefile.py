import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("make") is None, reason="needs make on Linux or macOS"
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A tree whose .venv/bin/python only notes its arguments in calls.txt, and fails for those in `fails`."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/setup.py").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", tmp_path)
    python = tmp_path / ".venv/bin/python"
    python.write_text(
        "#!/bin/sh\n"
        "for argument; do printf '[%s]' \"$argument\"; done >>calls.txt\n"
        'echo " $QT_QPA_PLATFORM" >>calls.txt\n'
        'test "$*" != "$(cat fails 2>/dev/null)"\n'
    )
    python.chmod(0o755)
    return tmp_path


def make(tree: Path, *arguments: str) -> tuple[int, list[str]]:
    """Return make's exit code and the calls of .venv/bin/python."""
    command = ["make", f"PYTHON={sys.executable}", *arguments]
    with contextlib.suppress(FileNotFoundError):
        (tree / "calls.txt").unlink()
    environ = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, check=False)
    calls = tree / "calls.txt"
    return done.returncode, calls.read_text().splitlines() if calls.exists() else []


def test_make_run_passes_arguments_on(made: Path) -> None:
    assert make(made, "run") == (0, ["[main.py] "])
    code, calls = make(made, "run", """ARGS="my photo.jpg" --t 300 --schedule 'cosine:s=0.01'""")
    assert (code, calls) == (0, ["[main.py][my photo.jpg][--t][300][--schedule][cosine:s=0.01] "])


def test_make_test_runs_all_checks_and_stops_at_the_first_that_fails(made: Path) -> None:
    checks = ["[-m][ruff][check] ", "[-m][ruff][format][--check] ", "[-m][mypy] ", "[-m][pytest] offscreen"]
    assert make(made, "test") == (0, checks)
    (made / "fails").write_text("-m mypy")
    assert make(made, "test") == (2, checks[:3])


def test_make_bench_runs_every_benchmark(made: Path) -> None:
    (made / "benchmarks").mkdir()
    for name in ("a.py", "b.py"):
        (made / "benchmarks" / name).touch()
    assert make(made, "bench") == (0, ["[benchmarks/a.py] offscreen", "[benchmarks/b.py] offscreen"])


def test_make_stops_where_python_is_missing_or_the_set_up_fails(made: Path) -> None:
    assert make(made, "run", "PYTHON=python-that-is-not-there") == (2, [])
    (made / ".ci/setup.py").write_text("raise SystemExit('Missing here: a font.')")
    assert make(made, "run") == (2, [])
    assert make(made, "test") == (2, [])


def test_ci_runs_make_test_from_anywhere(made: Path) -> None:
    shutil.copy(ROOT / ".ci/run", made / ".ci/run")
    (made / "bin").mkdir()
    (made / "bin/make").write_text('#!/bin/sh\necho "$PWD $*"\n')
    (made / "bin/make").chmod(0o755)

    environ = {"PATH": f"{made / 'bin'}:/usr/bin:/bin"}
    done = subprocess.run(
        [made / ".ci/run"], cwd="/", env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{made} test\n"
