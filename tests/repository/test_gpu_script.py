"""The script that compares a GPU with the CPU: what it needs, and that it says what is wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import gpu
from engine.simulator import Simulator

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "wrong", [])


def test_it_needs_torch_numpy_imageio_and_pillow_alone() -> None:
    missing = ("PySide6", "pyqtgraph", "pytest", "scipy", "av", "matplotlib", "hypothesis", "diffusers")
    code = f"import sys; sys.modules.update(dict.fromkeys({missing})); import benchmarks.gpu"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_an_error_in_a_table_is_wrong_and_the_next_table_follows(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Iterator[list[str]]:
        yield ["before"]
        raise RuntimeError("CUDA error: an illegal memory access")

    gpu.section("Broken", ["what"], broken)
    gpu.section("Whole", ["what"], lambda: iter([["after"]]))
    assert gpu.wrong == ["Broken: RuntimeError: CUDA error: an illegal memory access"]
    assert "| after" in capsys.readouterr().out


def test_other_pixels_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "SCENES", {"forward": None})
    monkeypatch.setattr(gpu, "ZOOMS", {"all": None})
    there, here = gpu.Place("cpu"), gpu.Place("cpu")
    assert [row[-1] for row in gpu.scenes(there, here)] == ["fine"]
    frames = Simulator.frames

    def darker(engine: Simulator, *arguments: object) -> Iterator[object]:
        for frame in frames(engine, *arguments):  # type: ignore[arg-type]
            if frame is not None and engine is there.engine:
                np.maximum(frame.pixels, 2, out=frame.pixels)
                frame.pixels[0, 0, 0] ^= 2
            yield frame

    monkeypatch.setattr(Simulator, "frames", darker)
    assert [row[-1] for row in gpu.scenes(there, here)] == ["WRONG"]
    assert gpu.wrong
    for place in (there, here):
        place.engine.close()


@pytest.mark.parametrize(("faults", "code"), [([], 0), (["a scene"], 1)])
def test_the_exit_code_tells(faults: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    gpu.wrong.extend(faults)
    monkeypatch.setattr(gpu, "section", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["gpu.py", "cpu"])
    assert gpu.main() == code
