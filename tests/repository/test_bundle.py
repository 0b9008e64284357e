"""The application: what is left out of it is not needed, and all that is in it has its licence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bundle.check import contents, weigh
from bundle.contents import FILM, left_out, wanted
from bundle.licences import LIST, bundled, copy_licences, listed
from engine.scenes import SCENES

ROOT = Path(__file__).parents[2]
LIMIT = 240.0  # seconds, for a machine that is busy
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder
names = set(sys.argv[1].split(","))

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if names & {".".join(parts[:n]) for n in range(1, len(parts) + 1)}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import main
for scene in sys.argv[2].split(","):
    small = ["--working-size", "128", "--rows", "1", "--samples", "1", "--cells", sys.argv[3] + "/" + scene]
    assert main.main(["--scene", scene, *small]) == 0, scene
assert main.main(["--size", "1024x700", "--screenshot", sys.argv[3] + "/window.png"]) == 0
"""


def test_the_program_needs_nothing_of_what_is_left_out(tmp_path: Path) -> None:
    names = [
        name for name in left_out(film=False) if name != "setuptools"
    ]  # which may patch what is imported first
    words = [sys.executable, "-c", WITHOUT, ",".join(names), ",".join(SCENES), str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "window.png").is_file()


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("torch\\test\\case.exe", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("libQt6EglFsKmsSupport.so.6", False),
        ("resources/icons/play.svg", True),
    ],
)
def test_files_that_are_left_out(path: str, is_wanted: bool) -> None:
    assert wanted(path) is is_wanted


def test_the_list_of_licences_is_that_of_the_pinned_packages() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    rows = [
        line.split(" | ") for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    named = {row[0].strip("| "): row[1] for row in rows[1:]}
    assert named == {name: pins[name] for name in named}
    assert set(named) == {package.metadata["Name"].lower().replace("_", "-") for package in bundled()}
    if {package.metadata["Name"]: package.version for package in bundled()}["torch"].startswith(
        pins["torch"]
    ):
        assert listed() == LIST.read_text(encoding="utf-8")


def test_the_film_extra_is_in_it_only_when_it_is_asked_for() -> None:
    assert set(FILM) <= set(left_out(film=False))
    assert "readline" in left_out(film=False)  # which is GPL
    assert not set(FILM) & set(left_out(film=True))
    with_film, without = ({package.metadata["Name"] for package in bundled(film)} for film in (True, False))
    assert with_film - without == {"av"}


def test_texts_of_licences_are_copied(tmp_path: Path) -> None:
    copy_licences(tmp_path, film=False)
    assert {"LICENSE", "THIRD_PARTY.md", "LGPL-3.0.txt", "GPL-3.0.txt"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert (tmp_path / "THIRD_PARTY.md").read_text(encoding="utf-8") == listed()
    assert list((tmp_path / "torch").rglob("LICENSE"))
    size, files = weigh(tmp_path)
    assert size > 100_000
    assert files == sum(path.is_file() for path in tmp_path.rglob("*"))


def test_an_application_that_makes_mp4_says_that_it_is_under_the_gpl(tmp_path: Path) -> None:
    copy_licences(tmp_path, film=True)
    said = (tmp_path / "THIRD_PARTY.md").read_text(encoding="utf-8")
    assert "| av |" in said
    assert "must keep to the GPL for the whole of it" in said
    assert "without the film extra" not in said
    assert "without the film extra" in listed(film=False)
    assert [path.name for path in (tmp_path / "av").rglob("LICENSE*")]


def test_what_two_programs_write_is_compared_by_name(tmp_path: Path) -> None:
    for name in ("0", "1"):
        (tmp_path / f"{name}.png").write_bytes(b"pixels")
        (tmp_path / name).mkdir()
        (tmp_path / name / "cells.csv").write_bytes(b"t")
    assert contents(tmp_path / "0.png") == contents(tmp_path / "1.png") == {".": b"pixels"}
    assert contents(tmp_path / "0") == contents(tmp_path / "1") == {"cells.csv": b"t"}
    assert not list(tmp_path.iterdir())
