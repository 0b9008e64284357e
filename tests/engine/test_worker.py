"""The worker with a fake engine that does nothing until the test lets it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Semaphore, get_ident
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from engine import worker as worker_module
from engine.generation.recipe import Recipe
from engine.jobs import Calculate, FindFacts, FindSetSpectrum, Generate, Job, Suggest
from engine.open_jobs import OpenFile
from engine.pixels.canvas import Canvas
from engine.pixels.devices import Device
from engine.planning.set_spectrum import SetName
from engine.planning.spectrum import Spectrum
from engine.prepare import Prepare
from engine.requests import Frame, Request
from engine.samplers.run import SamplerRun
from engine.scenes import Grid
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import go_to
from engine.state.view import View
from engine.worker import Worker

GRID = Grid("", "", ())
ONE = np.ones(1)
SPECTRUM = Spectrum((1, 1), 1, np.ones(1, np.int32), ONE, ONE, ONE, ONE)
WAIT = 10.0


def ask_for(t: int) -> Request:
    return Request(View(t=t), "p", (1, 1), (1, 1))


def job(name: str) -> Job:
    return OpenFile(Path(name), None)


def generation(name: str) -> Job:
    return Generate(name, ScheduleChoice(), Recipe())


@dataclass
class FakeEngine:
    """Writes t into the buffer; each step of work takes a permit and is recorded."""

    permits: Semaphore = field(default_factory=lambda: Semaphore(0))
    began: Semaphore = field(default_factory=lambda: Semaphore(0))
    prepared: Event = field(default_factory=Event)
    log: list[str] = field(default_factory=list)
    devices: tuple[Device, ...] = (Device("cpu", "CPU"),)
    thread: int = 0

    def frames(self, request: Request, take_canvas: Callable[[int, int], Canvas]) -> Iterator[Frame | None]:
        self.thread = get_ident()
        self.log.append(f"t={request.view.t}")
        self.began.release()
        assert self.permits.acquire(timeout=WAIT)
        yield None
        if request.view.t == 666:
            raise RuntimeError("broken")
        if request.view.t == 667:
            raise ValueError("This cannot be drawn.")
        pixels = take_canvas(2, 2).pixels
        pixels[:] = request.view.t % 256
        yield Frame(request, GRID, (), pixels, (2, 2), 1.0, 0.0, "cpu")

    def run(self, job: Job) -> Generator[float, None, Any]:
        match job:
            case OpenFile():
                name = job.path.name
            case FindFacts() | Generate():
                name = job.picture
            case Prepare():
                name = "change"
            case _:
                name = "facts" if isinstance(job, Calculate) else "long"
        for number in range(3):
            self.log.append(f"{name}{number}")
            self.began.release()
            assert self.permits.acquire(timeout=WAIT)
            if name == "bad":
                raise ValueError("bad is no picture.")
            yield number / 3
        return f"result of {name}"

    def prepare(self) -> None:
        self.log.append("prepare")
        self.prepared.set()

    def close(self) -> None:
        self.log.append("close")

    def wait_begun(self) -> None:
        assert self.began.acquire(timeout=WAIT)


class Window(QObject):
    """Receives the signals in the test's thread."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker = worker
        self.shown: list[int] = []
        self.events: list[tuple[object, ...]] = []
        worker.ready.connect(self.on_ready)
        worker.frame_ready.connect(self.on_frame)
        worker.job_progressed.connect(self.on_progress)
        worker.job_done.connect(self.on_done)
        worker.job_failed.connect(self.on_job_failed)
        worker.failed.connect(self.on_failed)
        worker.request_failed.connect(self.on_request_failed)

    @Slot(object)
    def on_ready(self, devices: object) -> None:
        self.events.append(("ready", devices))

    @Slot()
    def on_frame(self) -> None:
        frame = self.worker.take()
        if frame is not None:
            assert (frame.pixels == frame.request.view.t % 256).all()
            self.shown.append(frame.request.view.t)

    @Slot(object, float)
    def on_progress(self, number: int, progress: float) -> None:
        self.events.append(("progress", number, progress))

    @Slot(object, object)
    def on_done(self, number: int, result: object) -> None:
        self.events.append(("done", number, result))

    @Slot(object, str)
    def on_job_failed(self, number: int, sentence: str) -> None:
        self.events.append(("job failed", number, sentence))

    @Slot(str)
    def on_failed(self, sentence: str) -> None:
        self.events.append(("failed", sentence))

    @Slot(object, str)
    def on_request_failed(self, request: Request, sentence: str) -> None:
        self.events.append((f"failed at t = {request.view.t}", sentence))


def in_outbox(worker: Worker, request: Request) -> bool:
    return worker._outbox is not None and worker._outbox.request == request


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def window(engine: FakeEngine) -> Iterator[Window]:
    worker = Worker(lambda: engine)
    window = Window(worker)
    with worker:
        yield window
        for _ in range(1000):
            engine.permits.release()


@pytest.fixture
def worker(window: Window) -> Worker:
    return window.worker


def test_the_newest_request_replaces_those_that_wait_and_every_finished_frame_is_shown(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    worker.ask(ask_for(1))
    engine.wait_begun()
    for t in (2, 3, 4):
        worker.ask(ask_for(t))
    engine.permits.release()  # 1 pauses, and gives way to 4
    engine.wait_begun()
    engine.permits.release()
    qtbot.waitUntil(lambda: window.shown == [4])
    assert engine.log == ["t=1", "t=4"]


def test_a_frame_that_is_finished_is_shown_though_a_newer_request_waits(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    worker.ask(ask_for(1))
    engine.wait_begun()
    engine.permits.release()
    qtbot.waitUntil(lambda: window.shown == [1])
    worker.ask(ask_for(2))
    engine.wait_begun()
    engine.permits.release()
    qtbot.waitUntil(lambda: window.shown == [1, 2])


def test_jobs_advance_only_while_no_request_waits_and_survive_them(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    number = worker.submit(job("a"))
    engine.wait_begun()
    worker.ask(ask_for(5))  # comes during the first slice
    engine.permits.release()
    engine.wait_begun()
    assert engine.log == ["a0", "t=5"]
    for _ in range(3):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", number, "result of a") in window.events)
    assert engine.log == ["a0", "t=5", "a1", "a2"]
    assert window.shown == [5]


def test_jobs_are_done_in_order_and_a_failure_is_said_and_left_behind(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    numbers = [worker.submit(job(name)) for name in ("a", "bad", "c")]
    for _ in range(7):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", numbers[2], "result of c") in window.events)
    outcomes = [event for event in window.events if event[0] in ("done", "job failed")]
    assert outcomes == [
        ("done", numbers[0], "result of a"),
        ("job failed", numbers[1], "bad is no picture."),
        ("done", numbers[2], "result of c"),
    ]


def test_a_generation_lets_all_other_jobs_pass(
    engine: FakeEngine, window: Window, worker: Worker, qtbot: QtBot
) -> None:
    long = worker.submit(generation("long"))
    engine.wait_begun()
    short = worker.submit(job("short"))
    later = worker.submit(generation("later"))
    worker.ask(ask_for(7))
    for _ in range(10):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", later, "result of later") in window.events)
    assert engine.log == [
        "long0",
        "t=7",
        "short0",
        "short1",
        "short2",
        "long1",
        "long2",
        *(f"later{n}" for n in range(3)),
    ]
    done = [event[1] for event in window.events if event[0] == "done"]
    assert done == [short, long, later]


@pytest.mark.parametrize(
    ("lengthy", "facts"),
    [
        (generation("long"), FindFacts("facts")),
        (Suggest(SamplerRun(), ScheduleChoice(), SPECTRUM), Calculate(())),
        (FindSetSpectrum(SetName("folder", "long", None)), FindFacts("facts")),
    ],
)
def test_a_picture_is_opened_and_measured_while_something_lengthy_is_made(
    lengthy: Job, facts: Job, engine: FakeEngine, window: Window, worker: Worker, qtbot: QtBot
) -> None:
    long = worker.submit(lengthy)
    engine.wait_begun()
    worker.submit(facts)
    worker.submit(job("short"))
    for _ in range(9):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", long, "result of long") in window.events)
    one_after_the_other = [f"{name}{n}" for name in ("short", "facts") for n in range(3)]
    assert engine.log == ["long0", *one_after_the_other, "long1", "long2"]


def test_a_change_is_prepared_before_all_other_jobs(
    engine: FakeEngine, window: Window, worker: Worker, qtbot: QtBot
) -> None:
    """The window waits for it, and shows the view of before until then."""
    long = worker.submit(generation("long"))
    engine.wait_begun()
    worker.submit(job("short"))
    worker.submit(Prepare(ask_for(1), go_to(2)))
    for _ in range(9):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", long, "result of long") in window.events)
    one_after_the_other = [f"{name}{n}" for name in ("change", "short") for n in range(3)]
    assert engine.log == ["long0", *one_after_the_other, "long1", "long2"]


@pytest.mark.parametrize("begun", [True, False])
def test_a_cancelled_job_is_dropped_and_the_next_one_done(
    begun: bool, engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    first, second = worker.submit(job("a")), worker.submit(job("b"))
    engine.wait_begun()
    worker.cancel(first if begun else second)
    third = worker.submit(job("c"))
    for _ in range(9):
        engine.permits.release()
    qtbot.waitUntil(lambda: ("done", third, "result of c") in window.events)
    done = [event[1] for event in window.events if event[0] == "done"]
    assert done == ([second, third] if begun else [first, third])
    worker.cancel(first)  # long gone: nothing happens
    worker.cancel(999)


def test_an_error_is_one_sentence_and_the_thread_goes_on(
    engine: FakeEngine,
    worker: Worker,
    window: Window,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sentences = ["Something went wrong in the engine (RuntimeError: broken).", "This cannot be drawn."]
    for t, sentence in zip((666, 667), sentences, strict=True):
        worker.ask(ask_for(t))
        engine.wait_begun()
        engine.permits.release()
        qtbot.waitUntil(partial(window.events.__contains__, (f"failed at t = {t}", sentence)))
    worker.ask(ask_for(8))
    engine.wait_begun()
    engine.permits.release()
    qtbot.waitUntil(lambda: window.shown == [8])
    assert "broken" in caplog.text


def test_three_buffers_are_enough_and_none_is_written_while_it_is_read(
    engine: FakeEngine, qtbot: QtBot
) -> None:
    taken: list[Frame] = []
    with Worker(lambda: engine) as worker:
        for t in range(40):
            worker.ask(ask_for(t))
            engine.wait_begun()
            engine.permits.release()
            if t % 3:
                continue  # the window is busy: frames replace each other in the outbox
            qtbot.waitUntil(partial(in_outbox, worker, ask_for(t)))
            if taken:
                assert (taken[-1].pixels == taken[-1].request.view.t).all()
            frame = worker.take()
            assert frame is not None
            taken.append(frame)
        assert len({id(frame.pixels) for frame in taken}) <= 3
        assert worker.take() is None


def test_canvases_follow_the_size_that_is_asked_for(worker: Worker) -> None:
    first = worker._free_canvas(4, 6)
    assert first.pixels.shape == (4, 6, 4)
    assert worker._free_canvas(4, 6) is first
    assert worker._free_canvas(6, 4).pixels.shape == (6, 4, 4)
    assert first.pixels.dtype == np.uint8


def test_work_is_done_in_the_threads_own_and_results_arrive_in_ours(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot
) -> None:
    worker.ask(ask_for(1))
    engine.wait_begun()
    engine.permits.release()
    qtbot.waitUntil(lambda: window.shown == [1])
    assert engine.thread != get_ident()
    assert window.events[0] == ("ready", engine.devices)


def test_an_engine_that_cannot_start_says_so_and_the_program_can_end(qtbot: QtBot) -> None:
    def fail() -> FakeEngine:
        raise ImportError("no torch here")

    worker = Worker(fail)
    window = Window(worker)
    with worker:
        qtbot.waitUntil(lambda: bool(window.events))
        worker.ask(ask_for(1))
        worker.submit(job("a"))
    assert window.events[0][0] == "failed"
    assert str(window.events[0][1]).startswith("The engine could not start: ")


def test_what_the_first_images_do_not_need_is_made_ready_once_after_them(
    engine: FakeEngine, worker: Worker, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "IDLE", 0.0)
    worker.submit(job("a"))
    for _ in range(3):
        engine.wait_begun()
        engine.permits.release()
    for t in (1, 2):
        worker.ask(ask_for(t))
        engine.wait_begun()
        engine.permits.release()
        qtbot.waitUntil(partial(window.shown.__contains__, t))
        assert engine.prepared.wait(WAIT)
    assert engine.log == ["a0", "a1", "a2", "t=1", "prepare", "t=2"]


def test_the_engine_is_closed_at_the_end(engine: FakeEngine) -> None:
    with Worker(lambda: engine):
        pass
    assert engine.log[-1:] == ["close"]


def test_it_ends_at_any_moment() -> None:
    for moment in range(30):
        engine = FakeEngine(permits=Semaphore(moment % 7))
        with Worker(lambda engine=engine: engine) as worker:  # type: ignore[misc]
            worker.submit(job("a"))
            worker.ask(ask_for(moment))
            for _ in range(20):
                engine.permits.release()
        assert worker.isFinished()


class Drafting(FakeEngine):
    """Has a draft for each request, and notes the timesteps of those whose sharp image is begun."""

    def __init__(self) -> None:
        super().__init__()
        self.sharp: list[int] = []

    def frames(self, request: Request, take_canvas: Callable[[int, int], Canvas]) -> Iterator[Frame | None]:
        pixels = take_canvas(2, 2).pixels
        pixels[:] = request.view.t % 256
        yield Frame(request, GRID, (), pixels, (2, 2), 1.0, 0.0, "cpu", draft=True)
        self.sharp.append(request.view.t)
        yield Frame(request, GRID, (), pixels, (2, 2), 1.0, 0.0, "cpu")


def test_a_sharp_image_is_not_begun_while_newer_requests_come(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STILL", WAIT)
    monkeypatch.setattr(worker_module, "MOVING", WAIT)
    engine = Drafting()
    worker = Worker(lambda: engine)
    window = Window(worker)
    with worker:
        worker.ask(ask_for(1))
        qtbot.waitUntil(lambda: engine.sharp == [1])
        for t in range(2, 6):
            worker.ask(ask_for(t))
            qtbot.waitUntil(partial(window.shown.__contains__, t))
        assert engine.sharp == [1]
        monkeypatch.setattr(worker_module, "STILL", 0.0)
        worker.ask(ask_for(6))
        qtbot.waitUntil(lambda: engine.sharp == [1, 6])
    assert list(dict.fromkeys(window.shown))[:5] == [1, 2, 3, 4, 5]


def test_after_a_request_that_comes_alone_the_sharp_image_is_begun_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STILL", WAIT)
    monkeypatch.setattr(worker_module, "MOVING", 0.0)
    engine = Drafting()
    with Worker(lambda: engine) as worker:
        for t in (1, 2, 3):
            worker.ask(ask_for(t))
            qtbot.waitUntil(lambda t=t: engine.sharp[-1:] == [t])  # type: ignore[misc]
