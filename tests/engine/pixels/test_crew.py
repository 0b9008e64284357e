"""Threads that share work: all of it is done, in order, and nothing is left behind."""

import gc
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from engine.pixels.cache import Cache
from engine.pixels.crew import Crew

ROOT = Path(__file__).parents[3]


def crew_threads(others: Sequence[threading.Thread] = ()) -> list[threading.Thread]:
    """Those of all crews but others, which earlier tests may have left."""
    found = [thread for thread in threading.enumerate() if thread.name.startswith("crew")]
    return [thread for thread in found if thread not in others]


@pytest.mark.parametrize("hands", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_every_piece_is_done_once_and_in_its_place(hands: int, count: int) -> None:
    crew = Crew(hands)
    done: list[int] = []

    def work(item: int) -> int:
        done.append(item)
        return 3 * item

    assert crew.each(work, range(count)) == [3 * item for item in range(count)]
    assert sorted(done) == list(range(count))
    crew.close()


def test_the_pieces_are_shared() -> None:
    crew, together = Crew(3), threading.Barrier(3)

    def work(_: int) -> str:
        together.wait()
        return threading.current_thread().name

    names = crew.each(work, range(3))
    assert len(set(names)) == 3
    crew.close()


def test_threads_start_when_needed_and_end_with_the_crew() -> None:
    others, crew = crew_threads(), Crew(3)
    crew.each(abs, [1])
    assert crew_threads(others) == []
    crew.each(abs, range(9))
    assert crew_threads(others)
    crew.close()
    assert crew_threads(others) == []
    assert crew.each(abs, range(-9, 0)) == list(range(9, 0, -1))  # and start again
    threads = crew_threads(others)
    del crew
    gc.collect()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("bad", [0, 7, 49])
def test_an_error_is_raised_when_no_piece_is_at_work_any_more(bad: int) -> None:
    crew, at_work = Crew(4), []

    def work(item: int) -> int:
        at_work.append(item)
        try:
            if item == bad:
                raise MemoryError(str(item))
            return item
        finally:
            at_work.remove(item)

    with pytest.raises(MemoryError, match=str(bad)):
        crew.each(work, range(50))
    assert at_work == []
    assert crew.each(work, range(-5, -1)) == [-5, -4, -3, -2]
    crew.close()


def test_work_within_shared_work_does_not_wait_for_ever() -> None:
    crew = Crew(2)

    def outer(item: int) -> int:
        return sum(crew.each(lambda inner: inner * item, range(10)))

    assert crew.each(outer, range(20)) == [45 * n for n in range(20)]
    crew.close()


def test_the_threads_of_torch_stay_those_of_the_caller() -> None:
    torch.set_num_threads(3)
    before, crew = torch.get_num_threads(), Crew(3)
    together = threading.Barrier(3)
    modes = []

    def work(_: int) -> int:
        together.wait()
        modes.append(torch.is_inference_mode_enabled())
        return torch.get_num_threads()

    with torch.inference_mode():
        assert sorted(crew.each(work, range(3))) == sorted([before, 1, 1])
    assert modes == [True] * 3
    assert torch.get_num_threads() == before
    crew.close()


def test_a_program_ends_while_a_crew_has_its_threads() -> None:
    code = """
import threading
from engine.pixels.crew import Crew
crew, engine = Crew(4), None
def work():
    crew.each(lambda n: sum(range(n)), range(4000))
engine = threading.Thread(target=work)
engine.start()
engine.join()
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_cache_that_threads_share_keeps_its_books() -> None:
    cache, crew = Cache(40 * 40), Crew(4)
    crew.each(lambda n: cache.get(n % 60, lambda: torch.zeros(10)), range(5000))
    assert cache.bytes == 40 * sum(n in cache for n in range(60))
    assert cache.bytes <= 40 * 40
    crew.close()
