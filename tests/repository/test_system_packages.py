import ast
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CI = Path(__file__).parents[2] / ".ci"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make sets up Linux and macOS")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(CI))
    return importlib.import_module("system_packages")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks system libraries")
@pytest.mark.parametrize(
    ("purpose", "environ", "platforms"),
    [
        ("test", {"DISPLAY": ":0"}, {"offscreen"}),
        ("bench", {"DISPLAY": ":0"}, {"offscreen"}),
        ("run", {}, {"offscreen"}),
        ("run", {"DISPLAY": ":0"}, {"offscreen", "xcb"}),
        ("run", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"offscreen", "xcb"}),
        ("run", {"WAYLAND_DISPLAY": "wayland-0"}, {"offscreen", "wayland"}),
        ("run", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, {"offscreen"}),
        ("run", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, {"offscreen", "wayland"}),
    ],
)
def test_only_the_libraries_of_the_display_are_needed(
    purpose: str, environ: dict[str, str], platforms: set[str], system: Any
) -> None:
    assert system.needed_platforms(purpose, environ) == platforms


class FakeMachine:
    """A machine that lacks two libraries, with the commands that apt gets."""

    def __init__(self, system: Any, monkeypatch: pytest.MonkeyPatch, user: int, tools: set[str]) -> None:
        self.missing = {"libEGL.so.1": "libegl1", "libgthread-2.0.so.0": "libglib2.0-0"}
        self.commands: list[list[str]] = []
        self.apt_works = True
        monkeypatch.setattr(system, "missing_libraries", lambda platforms: dict(self.missing))
        monkeypatch.setattr(system, "has_fonts", lambda folder: True)
        monkeypatch.setattr(
            system.shutil, "which", lambda tool: f"/usr/bin/{tool}" if tool in tools else None
        )
        monkeypatch.setattr(system.os, "geteuid", lambda: user)
        monkeypatch.setattr(system.subprocess, "run", self.run)

    def run(self, command: list[str], **_: object) -> None:
        self.commands.append(command)
        if self.apt_works and "install" in command:
            self.missing.clear()


def test_root_installs_what_is_missing_after_an_update(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = FakeMachine(system, monkeypatch, user=0, tools={"apt-get"})

    system.ensure_system_packages({"offscreen"})
    update, install = machine.commands
    assert update[-1] == "update"
    assert install[-5:] == ["install", "-y", "--no-install-recommends", "libegl1", "libglib2.0-0"]

    system.ensure_system_packages({"offscreen"})
    assert len(machine.commands) == 2


def test_an_apt_that_fails_ends_with_the_line_to_type(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = FakeMachine(system, monkeypatch, user=0, tools={"apt-get"})
    machine.apt_works = False

    with pytest.raises(
        system.SetUpError, match=r"\napt-get update && apt-get install .* libegl1 libglib2\.0-0$"
    ):
        system.ensure_system_packages({"offscreen"})


@pytest.mark.parametrize(
    ("tools", "remedy"),
    [
        ({"apt-get"}, "\napt-get update && apt-get install .* libegl1 libglib2.0-0$"),
        ({"apt-get", "sudo"}, "\nsudo apt-get update && sudo apt-get install .* libegl1 libglib2.0-0$"),
        (set(), r"libEGL\.so\.1, libgthread-2\.0\.so\.0\. Install them with the system's package manager"),
    ],
)
def test_others_are_told_what_to_do_and_nothing_happens(
    tools: set[str], remedy: str, system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = FakeMachine(system, monkeypatch, user=1000, tools=tools)

    with pytest.raises(system.SetUpError, match=remedy):
        system.ensure_system_packages({"offscreen"})
    assert machine.commands == []


def test_a_font_and_ensurepip_are_looked_for(
    system: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = FakeMachine(system, monkeypatch, user=0, tools={"apt-get"})
    machine.missing.clear()
    assert system.missing_packages({"offscreen"}) == {}

    monkeypatch.setattr(system, "has_fonts", lambda folder: False)
    monkeypatch.setattr(system.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    assert set(system.missing_packages({"offscreen"}).values()) == {
        "fonts-dejavu-core",
        f"python3.{sys.version_info[1]}-venv",
    }
    assert "fonts-dejavu-core" not in system.missing_packages(set()).values()  # macOS has its own

    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    with pytest.raises(system.SetUpError, match="lacks ensurepip"):
        system.missing_packages({"offscreen"})


def test_fonts_are_found_in_subfolders(system: Any, tmp_path: Path) -> None:
    assert not system.has_fonts(tmp_path / "nowhere")
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype/readme.txt").touch()
    assert not system.has_fonts(tmp_path)
    (tmp_path / "truetype/plain.ttf").touch()
    assert system.has_fonts(tmp_path)


def test_an_old_python_gets_a_sentence(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.sys, "version_info", (3, 10, 0))
    monkeypatch.setattr(sys, "argv", ["system_packages.py", "run"])
    with pytest.raises(SystemExit, match=r"is too old: Diffusion Sandbox needs 3.11 or newer"):
        system.main()


@pytest.mark.parametrize("file", [CI / "system_packages.py", CI.parent / "gui/startup/system_libraries.py"])
def test_an_old_python_can_read_as_far_as_that_sentence(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_no_installed_package() -> None:
    command = [sys.executable, "-I", "-S", str(CI / "system_packages.py"), "test"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
