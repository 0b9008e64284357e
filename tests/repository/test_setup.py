import ast
import importlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make sets up Linux and macOS")


class FakeProcesses:
    """Stands for venv, pip and apt: notes what would run, and does to the folder what they would do."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[str] = []
        self.pip_code = 0
        self.pip_is_killed = False
        self.pip_gets_to_installing = True

    def run(self, command: Sequence[str], **_: object) -> SimpleNamespace:
        line = " ".join(map(str, command))
        if command[0] == str(self.root / ".venv/bin/python") and not Path(command[0]).exists():
            raise FileNotFoundError(command[0])
        self.commands.append(line)
        if "-m venv" in line:
            (self.root / ".venv/bin").mkdir()
            (self.root / ".venv/bin/python").touch()
            (self.root / ".venv/lib/python3.99/site-packages").mkdir(parents=True)
        elif "-m pip" in line:
            return self.run_pip()
        return SimpleNamespace(returncode=0, stdout="")

    def run_pip(self) -> SimpleNamespace:
        if self.pip_gets_to_installing:
            (self.root / f".venv/lib/python3.99/site-packages/package{len(self.commands)}").touch()
        if self.pip_is_killed:
            raise KeyboardInterrupt
        return SimpleNamespace(returncode=self.pip_code)

    def take(self) -> list[str]:
        """Return short names of what has run since the last time."""
        names = [
            "venv" if "-m venv" in line else "pip" if "-m pip" in line else line for line in self.commands
        ]
        self.commands.clear()
        return names


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return importlib.import_module("setup")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "constraints.txt", "gui/system_libraries.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def processes(setup: Any, tree: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProcesses:
    fake = FakeProcesses(tree)
    monkeypatch.setattr(setup, "subprocess", fake)
    monkeypatch.setattr(setup, "ensure_system_packages", lambda platforms: None)
    return fake


def test_the_first_start_installs_all_at_once_and_the_second_nothing(
    setup: Any, tree: Path, processes: FakeProcesses
) -> None:
    setup.set_up("run", tree, "--extra-index-url 'https://example.org/a b'")

    venv, pip = processes.commands
    assert venv.endswith(f"-m venv {tree / '.venv'}")
    assert f"-c {tree / 'constraints.txt'} --extra-index-url https://example.org/a b torch" in pip
    assert "PySide6-Essentials" in pip
    assert "ruff" not in pip

    processes.commands.clear()
    setup.set_up("run", tree, "--extra-index-url 'https://example.org/a b'")
    setup.set_up("run", tree, "")  # the last arguments hold
    assert processes.take() == []


def test_each_purpose_adds_to_the_same_venv(setup: Any, tree: Path, processes: FakeProcesses) -> None:
    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]
    setup.set_up("test", tree, "")
    assert " pytest-qt" in processes.commands[0]
    assert processes.take() == ["pip"]
    setup.set_up("run", tree, "")
    setup.set_up("test", tree, "")
    assert processes.take() == []


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_dependencies_are_installed(
    name: str, setup: Any, tree: Path, processes: FakeProcesses
) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    with (tree / name).open("a") as file:
        file.write("\n# changed\n")

    setup.set_up("run", tree, "")
    assert processes.take() == ["pip"]


def test_an_interrupted_install_is_built_anew(setup: Any, tree: Path, processes: FakeProcesses) -> None:
    processes.pip_is_killed = True
    with pytest.raises(KeyboardInterrupt):
        setup.set_up("run", tree, "")
    processes.take()
    processes.pip_is_killed = False

    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]
    assert not (tree / ".venv/lib/python3.99/site-packages/package2").with_name("package1").exists()


def test_a_failed_download_leaves_what_worked(setup: Any, tree: Path, processes: FakeProcesses) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    processes.pip_code, processes.pip_gets_to_installing = 1, False

    with pytest.raises(setup.SetUpError, match="network"):
        setup.set_up("test", tree, "")
    assert processes.take() == ["pip"]
    setup.set_up("run", tree, "")
    assert processes.take() == []


def test_an_install_that_fails_halfway_is_built_anew(
    setup: Any, tree: Path, processes: FakeProcesses
) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    processes.pip_code = 1
    with pytest.raises(setup.SetUpError):
        setup.set_up("test", tree, "")
    processes.take()
    processes.pip_code = 0

    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]


def test_a_failure_after_a_change_of_python_does_not_pass_for_ready(
    setup: Any, tree: Path, processes: FakeProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    with monkeypatch.context() as other:
        other.setattr(setup, "python_identity", lambda: "3.99 /elsewhere")
        processes.pip_code, processes.pip_gets_to_installing = 1, False
        with pytest.raises(setup.SetUpError):
            setup.set_up("run", tree, "")
        assert processes.take() == ["venv", "pip"]
    processes.pip_code = 0

    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]


def test_other_arguments_of_pip_build_anew(setup: Any, tree: Path, processes: FakeProcesses) -> None:
    setup.set_up("run", tree, "")
    processes.take()

    setup.set_up("run", tree, "--pre")  # pip would find every requirement satisfied and keep the old build
    assert processes.take() == ["venv", "pip"]


@pytest.mark.parametrize("damage", ["", "{}", '{"ready": 1}', "[]", '{"ready": [], "surplus": 1}'])
def test_a_damaged_stamp_is_built_anew(damage: str, setup: Any, tree: Path, processes: FakeProcesses) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    (tree / ".venv/stamp.json").write_text(damage)

    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]


def test_a_venv_without_its_python_is_built_anew(setup: Any, tree: Path, processes: FakeProcesses) -> None:
    setup.set_up("run", tree, "")
    processes.take()
    (tree / ".venv/bin/python").unlink()

    setup.set_up("run", tree, "")
    assert processes.take() == ["venv", "pip"]


def test_a_venv_made_by_hand_is_kept_if_its_python_is_the_same(
    setup: Any, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = setup.Stamp(setup.python_identity(), "", "")
    (tree / ".venv/bin").mkdir(parents=True)
    assert not setup.can_be_kept(tree, None, new)

    (tree / ".venv/bin/python").symlink_to(sys.executable)
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", tree / ".venv")
    pip = tree / ".venv/lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages/pip"
    assert not setup.can_be_kept(tree, None, new)
    pip.mkdir(parents=True)
    assert setup.can_be_kept(tree, None, new)
    assert not setup.can_be_kept(tree, None, setup.Stamp("3.99 /elsewhere", "", ""))


def test_nothing_is_built_while_system_packages_are_missing(
    setup: Any, tree: Path, processes: FakeProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(platforms: set[str]) -> None:
        raise setup.SetUpError("Missing here: libEGL.so.1.")

    monkeypatch.setattr(setup, "ensure_system_packages", refuse)
    with pytest.raises(setup.SetUpError):
        setup.set_up("run", tree, "")
    assert processes.take() == []
    assert not (tree / ".venv").exists()


def test_an_old_python_and_a_bad_quotation_get_a_sentence(
    setup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["setup.py", "test"])
    monkeypatch.setenv("PIP_ARGS", '--find-links "a')
    with pytest.raises(SystemExit, match='PIP_ARGS=--find-links "a cannot be read: no closing quotation'):
        setup.main()
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"3\.11 or newer, as in make run PYTHON=python3\.12"):
        setup.main()


@pytest.mark.parametrize(
    "name",
    [".ci/setup.py", ".ci/stamp.py", ".ci/system_packages.py", "gui/__init__.py", "gui/system_libraries.py"],
)
def test_an_old_python_can_read_as_far_as_that_sentence(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_set_up_needs_no_installed_package() -> None:
    code = "import sys; sys.path.insert(0, '.ci'); import setup"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, check=True)
