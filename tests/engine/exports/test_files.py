"""Files are written as a whole or not at all, and one process at a time writes to a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.exports.files import write_whole
from engine.exports.folder_lock import claimed
from engine.exports.plain_text import plain_text

unix = pytest.mark.skipif(sys.platform == "win32", reason="links and permissions need rights there")


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "name.bin"
    for data in (b"one", b"another", b""):
        write_whole(file, data)
        assert file.read_bytes() == data
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace"])
def test_what_is_broken_off_leaves_the_old_file_and_nothing_else(
    error: BaseException, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "name.bin"
    file.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(where, fail)
    with pytest.raises((ValueError, KeyboardInterrupt)) as raised:
        write_whole(file, b"new")
    if isinstance(error, OSError):
        assert str(raised.value) == (
            f"The file {file} cannot be written (No space left on device): choose another place or name."
        )
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("refusals", [1, 19, 20])
def test_on_windows_a_file_in_use_is_waited_for_a_moment_and_else_named(
    refusals: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, old = tmp_path / "name.bin", Path.replace
    file.write_bytes(b"old")
    slept: list[float] = []
    tries: list[Path] = []

    def replace(part: Path, target: Path) -> Path:
        tries.append(part)
        if len(tries) <= refusals:
            raise PermissionError(13, "Permission denied")
        return old(part, target)

    def unlink(part: Path) -> None:
        if not part.stat().st_mode & 0o200:
            raise PermissionError(13, "Permission denied")
        os.unlink(part)  # noqa: PTH108 - the method is this one

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(sys, "platform", "win32")
    if refusals < 20:
        write_whole(file, b"new")
        assert file.read_bytes() == b"new"
    else:
        file.chmod(0o444)
        with pytest.raises(
            ValueError, match=r"\(Permission denied\): close the program that has it open, or"
        ):
            write_whole(file, b"new")
        assert file.read_bytes() == b"old"
    assert 0 < sum(slept) < 1
    assert list(tmp_path.iterdir()) == [file]


def test_elsewhere_no_program_is_blamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(part: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(ValueError, match=r"\(Permission denied\): choose another place or name\.$"):
        write_whole(tmp_path / "name.bin", b"new")


def test_on_windows_no_lock_stays_in_a_folder_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_files: list[int] = []
    opened, closed, removed = os.open, os.close, Path.unlink

    def open_file(*arguments: Any) -> int:
        open_files.append(opened(*arguments))
        return open_files[-1]

    def close(number: int) -> None:
        open_files.remove(number)
        closed(number)

    def unlink(file: Path) -> None:
        if open_files:
            raise PermissionError(13, "Permission denied")
        removed(file)

    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(os, "close", close)
    monkeypatch.setattr(Path, "unlink", unlink)
    monkeypatch.setattr(sys, "platform", "win32")
    with claimed(tmp_path):
        assert list(tmp_path.iterdir())
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_used_as_a_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", lambda _: b"\xab")
    other = tmp_path / "elsewhere"
    other.write_bytes(b"mine")
    (tmp_path / ".ab.part").symlink_to(other)
    with pytest.raises(ValueError, match="cannot be written"):
        write_whole(tmp_path / "name.bin", b"new")
    assert other.read_bytes() == b"mine"
    assert (tmp_path / ".ab.part").is_symlink()


@unix
def test_a_link_is_followed_or_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"through")
    assert link.is_symlink()
    assert target.read_bytes() == b"through"
    write_whole(link, b"here", through_links=False)
    assert not link.is_symlink()
    assert (link.read_bytes(), target.read_bytes()) == (b"here", b"through")
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(ValueError, match="cannot be written"):
        write_whole(link, b"in circles")


@unix
def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_bytes(b"")
    old.chmod(0o640)
    write_whole(old, b"data")
    write_whole(new, b"data")
    (tmp_path / "usual").write_bytes(b"")
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == (tmp_path / "usual").stat().st_mode


@unix
def test_devices_and_folders_are_refused(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for file in (pipe, link, tmp_path):
        with pytest.raises(ValueError, match="is a folder or a device and not a file"):
            write_whole(file, b"data")
    assert pipe.is_fifo()


HOLD = """
import sys
from pathlib import Path
from engine.exports.folder_lock import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert other.stdout is not None
    assert other.stdout.readline().strip() == b"held"
    with pytest.raises(ValueError, match="Another export is writing into the folder"), claimed(folder):
        pass
    other.kill()  # which removes nothing
    other.communicate()
    with claimed(folder):
        assert list(folder.iterdir())
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\hat x_0", "x_hat_0"),
        (r"\tilde\mu_t", "mu_tilde_t"),
        (r"m = \sqrt{\bar\alpha_{t-1}}\, x_0", "m = sqrt(alpha_bar_t-1) x_0"),
        (r"\text{difference} \times 0.5", "difference x 0.5"),
        (r"\mathrm{SNR}\; 2.4 \times 10^{-9},\; t = \text{—}", "SNR 2.4 x 10^-9, t = -"),
        ("x_{t-1}", "x_t-1"),
        (r"\text{sample 1}", "sample 1"),
    ],
)
def test_titles_in_a_table_are_plain(tex: str, text: str) -> None:
    assert plain_text(tex) == text
