"""What a moved t costs the engine in Reverse, in noise images: they bound its frames a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.pixels.layers import LayerStore
from engine.pixels.region import Size
from engine.requests import Frame, Request
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.view import View

PIXELS = np.random.default_rng(2).integers(0, 256, (512, 1024, 3), np.uint8)
LARGE, SMALL = (328, 164), (128, 64)  # the cells of a window of 1600 x 1000
HALF = 164, 82
FAST, SLOW = 30e-9, 300e-9  # seconds for a pixel of noise, on a free core and on a busy one
STEP = 7  # timesteps between two frames, where a hand goes through 10,000 at 120 frames a second

Frames = Callable[[int], Iterator[Frame]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Size]:
    """The sizes of the noise images that are made."""
    sizes: list[Size] = []
    strips = LayerStore._strips

    def note(store: LayerStore, layer: Any, view: Any, cell: Size, *how: Any, **more: Any) -> Any:
        if layer.is_noise:
            sizes.append(cell)
        return strips(store, layer, view, cell, *how, **more)

    monkeypatch.setattr(LayerStore, "_strips", note)
    return sizes


@pytest.fixture
def engine() -> Iterator[Simulator]:
    engine = Simulator()
    yield engine
    engine.close()


def reverse(engine: Simulator, seconds: float, monkeypatch: pytest.MonkeyPatch) -> Frames:
    """The frames for a timestep of Reverse, of which the first is taken while t moves; `seconds` as FAST."""
    monkeypatch.setattr("engine.pixels.renderer.hands", lambda: 2)
    picture = finish(engine.run(OpenPixels("a picture", PIXELS, None))).id
    view = View(scene="reverse", schedule=ScheduleChoice("linear", 10_000))
    canvases: dict[Size, Canvas] = {}

    def canvas(height: int, width: int) -> Canvas:
        return canvases.setdefault((height, width), Canvas(np.zeros((height, width, 4), np.uint8)))

    def frames(t: int) -> Iterator[Frame]:
        for renderer in engine._renderers.values():
            renderer._layers._made = seconds, 1.0
        request = Request(replace(view, t=t), picture, LARGE, SMALL)
        return (frame for frame in engine.frames(request, canvas) if frame is not None)

    return frames


@pytest.mark.parametrize("seconds", [FAST, SLOW])
def test_frames_of_a_fast_hand_are_drafts_of_a_quarter_of_the_noise(
    engine: Simulator, made: list[Size], monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    frames = reverse(engine, seconds, monkeypatch)
    assert not list(frames(1000))[-1].draft
    counts, drafts = [], []
    for t in range(1000 + STEP, 1000 + 33 * STEP, STEP):
        made.clear()
        drafts.append(next(frames(t)).draft)
        assert not drafts[-1] or set(made) <= {HALF}
        counts.append(len(made))
    assert sum(drafts) > 0.8 * len(drafts)
    assert np.mean(counts) < 4


def test_a_slow_hand_sees_sharp_images(
    engine: Simulator, made: list[Size], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It makes single steps, which need about one noise image, and leaves time for what follows a draft."""
    frames = reverse(engine, FAST, monkeypatch)
    assert not list(frames(1000))[-1].draft
    drafts = []
    for t in range(1001, 1033):
        made.clear()
        first, *_ = frames(t)
        drafts.append(first.draft)
        assert drafts[-1] or len(made) <= 2
    assert sum(drafts) < 0.3 * len(drafts)
