"""What is done of a view without a window has all that the window would find for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errands import measured, request_of
from engine.simulator import Simulator
from engine.state.changes import choose_scene, set_option
from engine.state.pinning import pin
from engine.state.start import Start
from engine.state.view import FromFile, View


@pytest.fixture
def engine() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.close()


def save(folder: Path, name: str, width: int, height: int) -> Path:
    folder.mkdir(exist_ok=True)
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    Image.fromarray(pixels).save(folder / name)
    return folder / name


def test_a_plan_for_a_set_has_the_spectrum_of_the_set(engine: Simulator, tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "set", f"{number}.png", 40 + number, 32)
    view = choose_scene("plan").run(View(working_size=64))
    assert request_of(engine, Start(view)).facts is not None
    view = set_option("plan", "spectrum_of", "folder").run(view)
    view = set_option("plan", "folder", str(tmp_path / "set")).run(view)
    request = request_of(engine, Start(view))
    assert request.facts is not None
    assert request.facts.of_set is not None
    assert request.facts.of_set.pictures == 3
    assert request.grid().remark.startswith("Mean spectrum of 3 pictures.")


def test_two_views_side_by_side_are_named(engine: Simulator) -> None:
    view = replace(pin().run(View(working_size=64)), seed=7)
    request = request_of(engine, Start(view))
    assert request.named
    assert request.facts is None  # of a scene without charts nothing is measured


def test_of_a_single_pixel_the_doctor_knows_the_size_alone(engine: Simulator, tmp_path: Path) -> None:
    view = View(source=FromFile(save(tmp_path, "dot.png", 1, 1)))
    facts = measured(engine, Start(view))
    assert (facts.name, facts.size, facts.useful) == ("dot.png", (1, 1), None)
    larger = measured(engine, Start(View(source=FromFile(save(tmp_path, "more.png", 64, 48)))))
    assert larger.size == (64, 48)
    assert larger.useful is not None
