"""A store of tensors with a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


class Cache:
    """Tensors by key; `bytes` never exceeds `budget`. What was used least recently goes first.

    Threads may share it: when two want the same tensor at once, both make it, and one is kept.
    """

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._tensors: OrderedDict[Hashable, Tensor] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._tensors

    def resize(self, budget: float) -> None:
        """Have another budget from now on."""
        with self._lock:
            self._budget = budget
            self._make_room(0)

    def get(self, key: Hashable, make: Callable[[], Tensor]) -> Tensor:
        """The tensor of a key, made now if it is not here. One larger than the budget is not kept."""
        kept = self.find(key)
        if kept is not None:
            return kept
        tensor = make()
        with self._lock:
            if tensor.nbytes <= self._budget and key not in self._tensors:
                self._make_room(tensor.nbytes)
                self._tensors[key] = tensor
                self.bytes += tensor.nbytes
        return tensor

    def find(self, key: Hashable) -> Tensor | None:
        """The tensor of a key, None if it is not here."""
        with self._lock:
            if key in self._tensors:
                self._tensors.move_to_end(key)
            return self._tensors.get(key)

    def _make_room(self, size: int) -> None:
        while self.bytes + size > self._budget:
            _, oldest = self._tensors.popitem(last=False)
            self.bytes -= oldest.nbytes
