import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine import simulator as simulator_module
from engine.handlers import opening
from engine.jobs import Job
from engine.open_jobs import ChangeWorkingSize, OpenBundled, OpenData, OpenFile, OpenPixels
from engine.pictures.opened import PictureOpened
from engine.pictures.picture import PictureError
from engine.pixels.canvas import Canvas
from engine.pixels.layers import LayerStore
from engine.pixels.renderer import Renderer
from engine.requests import Frame, Request
from engine.scenes import Strip
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from tests.asking import ask_for


def take_canvas(height: int, width: int) -> Canvas:
    return Canvas(np.zeros((height, width, 4), np.uint8))


def finish(simulator: Simulator, job: Job) -> PictureOpened:
    steps = simulator.run(job)
    try:
        while True:
            progress = next(steps)
            assert progress is None or (isinstance(progress, float) and 0.0 <= progress <= 1.0)
    except StopIteration as end:
        opened = end.value
    assert isinstance(opened, PictureOpened)
    return opened


def noise(width: int = 80, height: int = 40, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def pixels(name: str, seed: int = 0) -> OpenPixels:
    return OpenPixels(name, noise(seed=seed), None)


def png(width: int = 80, height: int = 40) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(noise(width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def answer(simulator: Simulator, request: Request) -> Frame:
    frames = [frame for frame in simulator.frames(request, take_canvas) if frame is not None]
    assert [frame.draft for frame in frames] in ([False], [True, False])
    return frames[-1]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    engine = Simulator()
    yield engine
    engine.close()


@pytest.fixture
def request_(simulator: Simulator) -> Request:
    opened = finish(simulator, pixels("noise.png"))
    return ask_for(opened.id, (40, 20), (20, 10), t=500)


def test_a_frame_holds_the_cells_of_the_scene_without_overlap(
    simulator: Simulator, request_: Request
) -> None:
    frame = answer(simulator, request_)
    assert frame.request is request_
    assert len(frame.cells) == len(frame.grid.cells) == 2 + 5 * 5
    covered = np.zeros(frame.pixels.shape[:2], int)
    for cell in frame.cells:
        assert (cell.width, cell.height) in ((40, 20), (20, 10))
        covered[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] += 1
    assert covered.max() == 1
    assert covered.sum() == 2 * 40 * 20 + 25 * 20 * 10
    assert frame.reduction == 2.0


@pytest.mark.parametrize("pace", [0.0, 1.0])
def test_a_view_that_is_there_soon_has_no_draft_and_no_pause_at_which_a_drag_would_end_it(
    simulator: Simulator, pace: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LayerStore, "seconds", lambda self, wanted, view: pace * len(wanted))
    opened = finish(simulator, pixels("noise.png"))
    frames = list(simulator.frames(ask_for(opened.id, (40, 20), (20, 10), t=500), take_canvas))
    if not pace:
        assert [frame and frame.draft for frame in frames] == [False]
    else:
        assert [frame and frame.draft for frame in (frames[0], *frames[-1:])] == [True, False]
        assert frames.count(None) > 1


def test_the_same_request_gives_the_same_bytes_in_a_new_engine(
    request_: Request, simulator: Simulator
) -> None:
    first = answer(simulator, request_)
    other = Simulator()
    assert finish(other, pixels("noise.png")).id == request_.picture
    assert np.array_equal(answer(other, request_).pixels, first.pixels)


@pytest.mark.parametrize(("shape", "cell"), [((600, 1, 3), (1, 60)), ((1, 600, 3), (60, 1))])
def test_of_a_thin_picture_the_long_side_says_how_far_it_is_reduced(
    simulator: Simulator, shape: tuple[int, ...], cell: tuple[int, int]
) -> None:
    opened = finish(simulator, OpenPixels("thin", np.zeros(shape, np.uint8), None))
    assert answer(simulator, ask_for(opened.id, cell, cell, t=500)).reduction == 10.0


def test_rows_share_their_noise_unless_it_is_independent(simulator: Simulator, request_: Request) -> None:
    shared = answer(simulator, request_)
    film = Strip(independent=True)
    apart = answer(simulator, ask_for(request_.picture, (40, 20), (20, 10), t=500, strip=film))
    for frame, layers in ((shared, 4), (apart, 4 * 5)):
        mixes = [cell.mix for row in frame.grid.rows[1:] for cell in row.cells]
        # At t = 0 there is no noise in a sample, so its layers are counted in the other rows.
        noise = {layer for mix in mixes for layer in mix.weights if layer.kind == "noise"}
        assert len(noise) == (layers if layers == 4 else 4 * 4)


def test_a_device_that_fails_is_replaced_by_the_cpu_and_said(
    simulator: Simulator, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Renderer):
        def __init__(self, device: str, cache_bytes: int) -> None:
            super().__init__("cpu", cache_bytes)
            self.broken = device != "cpu"

        def draw(self, *arguments: Any, **options: Any) -> None:
            if self.broken:
                raise RuntimeError("CUDA error: out of memory\nCUDA kernel errors might be reported later")
            super().draw(*arguments, **options)

    monkeypatch.setattr(simulator_module, "Renderer", Broken)
    expected = answer(simulator, request_)
    request = ask_for(request_.picture, (40, 20), (20, 10), t=500, device="cuda:0")
    frame = answer(simulator, request)
    assert frame.device == "cpu"
    assert frame.notice == "The device cuda:0 failed, the CPU goes on: CUDA error: out of memory"
    assert np.array_equal(frame.pixels, expected.pixels)


def test_a_device_that_does_not_exist_is_replaced_too(simulator: Simulator, request_: Request) -> None:
    frame = answer(simulator, ask_for(request_.picture, (40, 20), (20, 10), device="nowhere:7"))
    assert frame.device == "cpu"
    assert "nowhere:7 failed" in frame.notice


def test_a_failing_cpu_is_an_error(
    simulator: Simulator, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("not enough memory")

    monkeypatch.setattr(Renderer, "draw", fail)
    with pytest.raises(RuntimeError, match="not enough memory"):
        answer(simulator, request_)


def test_what_is_opened_is_described(simulator: Simulator) -> None:
    pixels = np.zeros((300, 1200, 3), np.uint8)
    pixels[:, :600] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    opened = finish(simulator, OpenData("half.png", buffer.getvalue(), 600))
    assert (opened.name, opened.size, opened.original_size) == ("half.png", (600, 150), (1200, 300))
    assert opened.x0_range == (-1.0, 1.0)
    assert opened.thumbnail.shape == (120, 480, 3)
    assert (opened.thumbnail[:, 0] == 255).all()
    assert (opened.thumbnail[:, -1] == 0).all()


def test_a_new_working_size_needs_the_file_no_more(simulator: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(png(200, 100))
    opened = finish(simulator, OpenFile(file, None))
    assert opened.size == (200, 100)
    file.unlink()
    smaller = finish(simulator, ChangeWorkingSize(opened.id, 64))
    assert smaller.size == (64, 32)
    assert finish(simulator, ChangeWorkingSize(smaller.id, None)).size == (200, 100)


def test_a_picture_that_cannot_be_opened_leaves_the_present_one(
    simulator: Simulator, request_: Request, tmp_path: Path
) -> None:
    before = answer(simulator, request_)
    for job in (
        OpenFile(tmp_path / "gone.png", None),
        OpenFile(tmp_path, None),
        OpenData("text", b"no picture", None),
    ):
        with pytest.raises(PictureError):
            finish(simulator, job)
    assert np.array_equal(answer(simulator, request_).pixels, before.pixels)
    assert finish(simulator, ChangeWorkingSize(request_.picture, 64)).size == (64, 32)


def test_a_request_for_the_picture_before_is_still_answered(simulator: Simulator, request_: Request) -> None:
    finish(simulator, pixels("next.png", seed=1))
    assert answer(simulator, request_).request is request_


def test_a_request_for_a_picture_long_replaced_is_answered_by_a_sentence(
    simulator: Simulator, request_: Request
) -> None:
    for seed in (1, 2):
        answer(simulator, replace(request_, picture=finish(simulator, pixels(f"{seed}.png", seed)).id))
    with pytest.raises(ValueError, match="has been replaced"):
        list(simulator.frames(request_, take_canvas))


def test_schedules_reach_the_equation(simulator: Simulator, request_: Request) -> None:
    choice = ScheduleChoice("cosine", 100, (("s", 0.0),))
    frame = answer(simulator, ask_for(request_.picture, (40, 20), (20, 10), schedule=choice, t=50))
    assert frame.grid.equation.startswith(r"x_{50} = 0.7071\, x_0 + 0.7071\,")


@pytest.mark.parametrize("job", [OpenBundled("hills", 64), OpenPixels("p", noise(128, 64), 64)])
def test_what_is_no_strangers_file_needs_no_process(
    job: OpenBundled | OpenPixels, simulator: Simulator
) -> None:
    opened = finish(simulator, job)
    assert max(opened.size) == 64
    assert max(finish(simulator, ChangeWorkingSize(opened.id, 32)).size) == 32
    assert simulator.holdings.decoder._process is None


def test_pixels_are_opened_as_they_are(simulator: Simulator) -> None:
    opened = finish(simulator, pixels("pasted picture"))
    assert (opened.name, opened.size, opened.source_type, opened.notes) == (
        "pasted picture",
        (80, 40),
        "8-bit RGB pixels",
        (),
    )
    np.testing.assert_array_equal(opened.thumbnail, noise())


@pytest.mark.parametrize("step", [1000, 10**9])
def test_a_picture_is_known_by_the_hash_of_its_bytes(
    step: int, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_HASHED", step)
    data = png()
    assert finish(simulator, OpenData("a.png", data, 32)).sha256 == sha256(data).hexdigest()
    turned = OpenPixels("turned", noise().transpose(1, 0, 2), None)
    expected = sha256(noise().transpose(1, 0, 2).tobytes()).hexdigest()
    assert finish(simulator, turned).sha256 == expected


def test_the_process_is_made_ready_and_ends_with_the_engine(simulator: Simulator) -> None:
    simulator.prepare()
    process = simulator.holdings.decoder._process
    assert process is not None
    assert process.is_alive()
    simulator.close()
    with pytest.raises(ValueError, match="closed"):
        process.is_alive()


def test_pictures_that_nobody_asks_for_leave_the_one_that_is_asked_for(
    simulator: Simulator, request_: Request
) -> None:
    """An opening may have ended when it is cancelled: the window goes on with the picture that it has."""
    before = answer(simulator, request_).pixels.copy()
    for seed in (1, 2, 3):
        last = finish(simulator, pixels(f"{seed}.png", seed)).id
    assert np.array_equal(answer(simulator, request_).pixels, before)
    same = finish(simulator, ChangeWorkingSize(request_.picture, None))
    assert np.array_equal(answer(simulator, replace(request_, picture=same.id)).pixels, before)
    assert not np.array_equal(answer(simulator, replace(request_, picture=last)).pixels, before)


def test_the_threads_that_make_layers_end_with_the_engine(simulator: Simulator, request_: Request) -> None:
    before = set(threading.enumerate())
    answer(simulator, request_)
    simulator.close()
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("crew")]
