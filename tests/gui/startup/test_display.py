import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gui.startup import display
from gui.startup.display import explain_missing_display

ROOT = Path(__file__).parents[3]
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X and Wayland are Linux's")


@pytest.fixture
def plugins_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Qt's plugins out: the libraries of a window need not be there where only tests run."""
    monkeypatch.setattr(display, "_plugin_problem", lambda name: None)


@contextmanager
def listening_x_server() -> Iterator[tuple[socket.socket, str]]:
    """A socket where an X server would listen on TCP, with the DISPLAY that leads to it."""
    for number in range(100, 200):
        server = socket.socket()
        try:
            server.bind(("127.0.0.1", 6000 + number))
        except OSError:
            server.close()
            continue
        with server:
            server.listen()
            yield server, f"127.0.0.1:{number}"
            return
    pytest.fail("no free port for an X server")


def refuse_one_client(server: socket.socket, reason: bytes) -> None:
    """Answer one connection as an X server that knows no such client (X protocol, connection setup)."""
    client, _ = server.accept()
    with client:
        client.recv(4096)
        padded = reason.ljust(-(-len(reason) // 4) * 4)
        client.sendall(struct.pack("=BBHHH", 0, len(reason), 11, 0, len(padded) // 4) + padded)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_a_display(platform: str) -> None:
    assert explain_missing_display(platform, {}) is None


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}, {"DISPLAY": "", "WAYLAND_DISPLAY": ""}])
def test_no_display_gets_one_sentence_with_a_way_out(environ: dict[str, str]) -> None:
    problem = explain_missing_display("linux", environ)

    assert problem is not None
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in problem
    assert "python main.py --screenshot out.png" in problem
    assert "\n" not in problem


@on_linux
@pytest.mark.parametrize(
    "name", ["offscreen", "minimal", "OffScreen", "offscreen:size=10x10", "nonsense;offscreen"]
)
def test_a_platform_without_a_screen_needs_no_display(name: str) -> None:
    assert explain_missing_display("linux", {"QT_QPA_PLATFORM": name}) is None


@on_linux
def test_a_platform_that_qt_does_not_have_is_named() -> None:
    problem = explain_missing_display("linux", {"QT_QPA_PLATFORM": "xbc", "DISPLAY": ":0"})

    assert problem is not None
    assert "'xbc'" in problem


@pytest.mark.usefixtures("plugins_load")
def test_a_chosen_platform_needs_its_own_display() -> None:
    problem = explain_missing_display("linux", {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"})

    assert problem is not None
    assert "DISPLAY is not set" in problem


@on_linux
@pytest.mark.usefixtures("plugins_load")
def test_a_stale_display_is_named() -> None:
    with listening_x_server() as (_, name):
        pass  # it is gone now

    problem = explain_missing_display("linux", {"DISPLAY": name})

    assert problem is not None
    assert f"no X server can be reached at DISPLAY={name};" in problem


@on_linux
@pytest.mark.usefixtures("plugins_load")
def test_a_server_that_refuses_is_quoted() -> None:
    with listening_x_server() as (server, name):
        refusal = threading.Thread(target=refuse_one_client, args=(server, b"No stranger is let in.\n"))
        refusal.start()
        problem = explain_missing_display("linux", {"DISPLAY": name, "XAUTHORITY": "/dev/null"})
        refusal.join()

    assert problem is not None
    assert f"DISPLAY={name} (No stranger is let in);" in problem


@on_linux
@pytest.mark.usefixtures("plugins_load")
def test_a_server_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_CONNECT_SECONDS", 0.3)

    with listening_x_server() as (_, name):
        problem = explain_missing_display("linux", {"DISPLAY": name})

    assert problem is not None
    assert "does not answer" in problem


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs a virtual X server")
@pytest.mark.usefixtures("plugins_load")
def test_a_real_server_is_enough_even_beside_a_stale_compositor(tmp_path: Path) -> None:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        name = f":{server.stdout.readline().strip()}"  # written once it is ready
        stale = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}

        assert explain_missing_display("linux", {"DISPLAY": name}) is None
        assert explain_missing_display("linux", {"DISPLAY": name, **stale}) is None
        assert explain_missing_display("linux", {"DISPLAY": f"{name}.7"}) is not None
        assert explain_missing_display("linux", stale) is not None
        server.terminate()


@on_linux
@pytest.mark.usefixtures("plugins_load")
def test_a_compositor_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        runtime = {"XDG_RUNTIME_DIR": str(tmp_path)}

        assert explain_missing_display("linux", {"WAYLAND_DISPLAY": "wayland-0", **runtime}) is None
        assert explain_missing_display("linux", {"WAYLAND_DISPLAY": str(tmp_path / "wayland-0")}) is None
        assert explain_missing_display("linux", {"XDG_SESSION_TYPE": "wayland", **runtime}) is None
        assert explain_missing_display("linux", {"QT_QPA_PLATFORM": "wayland-egl", **runtime}) is None

    left_behind = explain_missing_display("linux", {"WAYLAND_DISPLAY": "wayland-0", **runtime})
    assert left_behind is not None
    assert f"no Wayland compositor answers at {tmp_path / 'wayland-0'}" in left_behind


@pytest.mark.usefixtures("plugins_load")
def test_a_compositor_without_a_runtime_folder_is_explained() -> None:
    problem = explain_missing_display("linux", {"WAYLAND_DISPLAY": "wayland-0"})

    assert problem is not None
    assert "XDG_RUNTIME_DIR" in problem


def test_a_plugin_that_cannot_be_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libqxcb.so").write_text("not a library")
    monkeypatch.setattr(display, "_plugin_folder", lambda: tmp_path)
    monkeypatch.setattr(display, "missing_libraries", lambda platforms: {})

    problem = explain_missing_display("linux", {"DISPLAY": ":0"})

    assert problem is not None
    assert "Qt's xcb platform cannot be loaded" in problem
    assert "--screenshot" in problem


@pytest.mark.parametrize(
    ("lacking", "said", "screenshot"),
    [
        ({"xcb": {"libxcb-cursor.so.0": "libxcb-cursor0"}}, "apt-get install libxcb-cursor0)", True),
        ({"xcb": {}}, "because libxcb-cursor.so.0 is missing", True),
        ({"offscreen": {"libEGL.so.1": "libegl1"}}, "because libxcb-cursor.so.0 is missing", False),
    ],
)
def test_a_missing_library_is_named_with_its_package(
    lacking: dict[str, dict[str, str]],
    said: str,
    screenshot: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def missing_libraries(platforms: list[str]) -> dict[str, str]:
        return {library: package for name in platforms for library, package in lacking.get(name, {}).items()}

    (tmp_path / "libqxcb.so").touch()
    error = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(display, "_plugin_folder", lambda: tmp_path)
    monkeypatch.setattr(display, "load_error", lambda library: error)
    monkeypatch.setattr(display, "missing_libraries", missing_libraries)

    problem = explain_missing_display("linux", {"DISPLAY": ":0"})

    assert problem is not None
    assert said in problem
    assert ("--screenshot" in problem) is screenshot  # without the basic libraries there is none either


def test_nothing_of_qt_is_imported() -> None:
    code = """
import sys
from gui.startup.display import explain_missing_display
problem = explain_missing_display("linux", {"DISPLAY": "127.0.0.1:999"})
assert problem, "that display does not exist"
print([name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
