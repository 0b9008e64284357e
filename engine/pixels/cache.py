"""A store of tensors with a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


class Cache:
    """Tensors by key; `bytes` never exceeds `budget`. What was used least recently goes first."""

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._tensors: OrderedDict[Hashable, Tensor] = OrderedDict()
        self.bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._tensors

    def resize(self, budget: float) -> None:
        """Have another budget from now on."""
        self._budget = budget
        self._make_room(0)

    def get(self, key: Hashable, make: Callable[[], Tensor]) -> Tensor:
        """The tensor of a key, made now if it is not here. One larger than the budget is not kept."""
        if key in self._tensors:
            self._tensors.move_to_end(key)
            return self._tensors[key]
        tensor = make()
        if tensor.nbytes <= self._budget:
            self._make_room(tensor.nbytes)
            self._tensors[key] = tensor
            self.bytes += tensor.nbytes
        return tensor

    def _make_room(self, size: int) -> None:
        while self.bytes + size > self._budget:
            _, oldest = self._tensors.popitem(last=False)
            self.bytes -= oldest.nbytes
