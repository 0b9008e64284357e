import re
import sys
from pathlib import Path

import pytest

from gui.startup.versions import TESTED, explain_bad_versions, installed_problem

CONSTRAINTS = Path(__file__).parents[3] / "constraints.txt"


@pytest.mark.parametrize(
    ("python", "pyside", "pyqtgraph", "named"),
    [
        ((3, 10, 14), "6.11.3", "0.14.0", ["3.10.14", "3.11"]),
        ((3, 11, 7), "6.12.0", "0.14.0", ["6.12.0", "3.11.7"]),
        ((3, 11, 7), "6.13.1", "0.14.0", ["6.13.1", "3.11.7"]),
        ((3, 13, 0), "6.11.0", "0.14.0", ["6.11.0"]),
        ((3, 11, 7), "6.11.1", "0.14.0", ["6.11.1"]),
        ((3, 11, 7), "6.11", "0.14.0", ["6.11"]),
        ((3, 11, 7), "6.9.3", "0.14.0", ["6.9.3", "6.10"]),
        ((3, 12, 1), "5.15.2", "0.14.0", ["5.15.2"]),
        ((3, 12, 1), "6.10.0", "0.13.7", ["6.10.0", "0.13.7"]),
        ((3, 11, 7), "6.12.0a1", "0.14.0", ["6.12.0a1"]),
        ((3, 11, 7), "", "", ["PySide6"]),
    ],
)
def test_fatal_versions_get_one_sentence(
    python: tuple[int, ...], pyside: str, pyqtgraph: str, named: list[str]
) -> None:
    problem = explain_bad_versions(python, pyside, pyqtgraph)

    assert problem is not None
    assert "\n" not in problem
    assert all(name in problem for name in named)


@pytest.mark.parametrize(
    ("python", "pyside", "pyqtgraph"),
    [
        ((3, 11, 7), "6.11.3", "0.14.0"),
        ((3, 11, 0), "6.10.0", "0.14.0"),
        ((3, 11, 0), "6.10", "0.14"),
        ((3, 12, 0), "6.12.0", "0.14.0"),
        ((3, 14, 2), "6.11.2.1", "0.14.0.dev0"),
    ],
)
def test_sound_versions_pass(python: tuple[int, ...], pyside: str, pyqtgraph: str) -> None:
    assert explain_bad_versions(python, pyside, pyqtgraph) is None


def test_the_remedy_is_a_pair_that_passes_and_that_was_tested() -> None:
    problem = explain_bad_versions((3, 11, 7), "6.12.0", "0.14.0")

    assert problem is not None
    remedy = dict(re.findall(r"([\w-]+)==([\d.]+)", problem))
    assert remedy == TESTED
    assert explain_bad_versions((3, 11, 7), remedy["PySide6-Essentials"], remedy["pyqtgraph"]) is None
    pins = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    assert {f"{name.lower()}=={number}" for name, number in TESTED.items()} <= set(pins)


def test_the_installed_versions_pass() -> None:
    assert installed_problem() is None


@pytest.mark.parametrize(
    ("installed", "named"),
    [
        ({"PySide6": "6.11.1", "pyqtgraph": "0.14.0"}, "PySide6 6.11.1"),
        ({"pyqtgraph": "0.14.0"}, "PySide6 is not installed"),
        ({"PySide6": "6.11.3"}, "pyqtgraph is not installed"),
    ],
)
def test_what_is_installed_is_read_without_importing_it(
    installed: dict[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package, number in installed.items():
        source = f'"""A package."""\n__version__ = "{number}"\nraise ValueError("imported")\n'
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for package in ("PySide6", "pyqtgraph"):
        monkeypatch.delitem(sys.modules, package, raising=False)

    problem = installed_problem()

    assert problem is not None
    assert named in problem
    assert "pip install PySide6-Essentials==" in problem


def test_an_application_needs_no_sources_of_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.startup.versions.find_spec", lambda name: None)
    assert installed_problem() is not None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert installed_problem() is None
