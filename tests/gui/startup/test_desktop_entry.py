"""The entry in the menu of applications: read as GLib reads it, and started."""

from __future__ import annotations

import configparser
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from engine.pictures.formats import FORMATS
from gui.startup.desktop_entry import TYPES, command_here, data_folder, entry, install_entry, remove_entry

ROOT = Path(__file__).parents[3]
LIMIT = 120.0


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program of a desktop is found, whatever this machine has."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def read(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(delimiters="=", strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert parser.sections() == ["Desktop Entry"]
    return parser["Desktop Entry"]


def test_the_entry_stands_in_one_menu_only() -> None:
    main = {
        "AudioVideo",
        "Development",
        "Education",
        "Graphics",
        "Science",
        "Utility",
    }  # Menu Specification 1.1, A
    assert len(main & set(read(entry(["program"]))["Categories"].split(";"))) == 1


def words_of(text: str) -> list[str]:
    """The words of Exec as the specification has them read: first as any text, then quoted words, then codes."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', re.sub(r"\\\\", r"\\", text))
    return [code or re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") for quoted, code in words]


@pytest.mark.parametrize(
    "program", ["/opt/a b/diffusion-sandbox", '/opt/"it\'s" 100% $HOME `x`/run', "/opt/back\\slash/run"]
)
def test_the_command_reaches_the_desktop_whole(program: str) -> None:
    assert words_of(read(entry([program, "main.py"]))["Exec"]) == [program, "main.py", "%f"]


def test_the_types_are_those_that_are_opened() -> None:
    assert [kind.upper() for kind in TYPES if kind.upper() in FORMATS] == list(FORMATS)
    listed = read(entry(["run"]))["MimeType"].split(";")
    assert listed == [*(f"image/{kind}" for kind in TYPES), ""]


def test_an_entry_comes_with_its_icon_and_goes_with_it(tmp_path: Path) -> None:
    data = tmp_path / "not there yet"
    said = install_entry(data, ["/opt/run"])
    files = {path.name: path for path in data.rglob("*") if path.is_file()}
    assert set(files) == {"diffusion-sandbox.desktop", "diffusion-sandbox.svg"}
    assert str(files["diffusion-sandbox.desktop"]) in said
    written = read(files["diffusion-sandbox.desktop"].read_text(encoding="utf-8"))
    assert files["diffusion-sandbox.svg"].stem == written["Icon"]
    assert (
        files["diffusion-sandbox.svg"].read_bytes()
        == resources.path("icons", "diffusion-sandbox.svg").read_bytes()
    )

    other = data / "applications" / "other.desktop"
    other.touch()
    assert "removed" in remove_entry(data)
    assert [path for path in data.rglob("*") if path.is_file()] == [other]
    assert "There was no entry" in remove_entry(data)


def test_open_with_is_told(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "update-desktop-database"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >>"{tmp_path}/told"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    install_entry(tmp_path / "data", ["/opt/run"])
    assert (tmp_path / "told").read_text(encoding="utf-8") == f"{tmp_path / 'data' / 'applications'}\n"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    assert "removed" in remove_entry(tmp_path / "data")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "icons").touch()
    with pytest.raises(ValueError, match="icons/hicolor/scalable/apps cannot be made"):
        install_entry(tmp_path, ["/opt/run"])


def test_where_entries_are() -> None:
    home = Path.home() / ".local" / "share"
    assert data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data")
    assert data_folder({"XDG_DATA_HOME": "data"}, "linux") == data_folder({}, "linux") == home
    for platform in ("win32", "darwin"):
        with pytest.raises(ValueError, match="for Linux"):
            data_folder({}, platform)


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", fail)
    assert data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data")
    with pytest.raises(ValueError, match="set XDG_DATA_HOME"):
        data_folder({}, "linux")


def test_the_command_is_the_one_that_started_this(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["main.py"])
    assert command_here() == [sys.executable, str(tmp_path / "main.py")]
    monkeypatch.setattr(sys, "argv", ["/opt/bin/diffusion-sandbox"])
    assert command_here() == ["/opt/bin/diffusion-sandbox"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command_here() == [sys.executable]


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are for Linux")
def test_the_entry_that_the_program_writes_starts_the_program(tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, str(ROOT / "main.py")]
    done = subprocess.run(
        [*command, "--install-desktop-entry"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    written = read((tmp_path / "applications" / "diffusion-sandbox.desktop").read_text(encoding="utf-8"))
    *started, code = words_of(written["Exec"])
    assert (started, code) == (command, "%f")

    done = subprocess.run(
        [*started, "--remove-desktop-entry"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
