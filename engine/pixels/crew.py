"""Threads that share work out of which each piece stands alone, such as the blocks of a noise image.

torch lets other Python code run while it computes, so threads scale with the cores here. Whoever asks for the
work does pieces of it too, and waits only for pieces that have begun: so work may be shared out within shared work,
and is done even where no thread is free.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew:
    """So many `hands` together, with the caller's own; the threads of the others start when first needed.

    They end with `close`, or when the crew is forgotten, and never keep the program from ending.
    """

    def __init__(self, hands: int) -> None:
        self.hands = hands
        self._threads: ThreadPoolExecutor | None = None

    def each(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """The result of the work for each item, in their order. The first error of any is raised, after all."""
        others = min(self.hands, len(items)) - 1
        if others < 1:
            return [work(item) for item in items]
        waiting = deque(enumerate(items))
        results: dict[int, Result] = {}
        inference = torch.is_inference_mode_enabled()

        def help_out() -> None:
            with torch.inference_mode(inference):  # it is said for each thread
                while waiting:
                    try:
                        number, item = waiting.popleft()
                    except IndexError:
                        return  # another was faster
                    results[number] = work(item)

        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.hands - 1, "crew", _work_alone)
        helpers = [self._threads.submit(help_out) for _ in range(others)]
        try:
            help_out()
        finally:
            waiting.clear()  # after an error the rest is left
            begun = [helper for helper in helpers if not helper.cancel()]
            errors = [error for helper in begun if (error := helper.exception()) is not None]
        if errors:
            raise errors[0]
        return [results[number] for number in range(len(items))]

    def close(self) -> None:
        """End the threads."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None


def _work_alone() -> None:
    # For this thread and those that begin later: a crew within the crew would be in its way.
    torch.set_num_threads(1)
