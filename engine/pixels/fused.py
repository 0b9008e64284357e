"""Several torch calls as one, which lets other Python code run until all of them are done.

Each torch call lets go of Python's lock and has to get it back. While a hand drags t, the window's thread holds it
for most of the time, so a chain of short calls waits longer than it computes. In TorchScript the same calls in the
same order give the same bits, and take the lock once. The text of a chain stands where its equation is.

A tensor that Python made and C++ forgets takes the lock as well. So a chain returns all tensors that it was given,
after its result: then they are forgotten when it has the lock anyway.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch


class Fused:
    """A function in TorchScript, compiled when it is first called: some milliseconds."""

    def __init__(self, text: str) -> None:
        """`text` defines one function: its result is followed by all tensors that it was given."""
        self._text = text

    def __call__(self, *values: Any) -> Any:
        """The result for tensors, numbers, and lists of them."""
        # Optimised, the first call would take 50 ms, and none less than without.
        with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]  # it is public
            return self._function(*values)[0]

    @cached_property
    def _function(self) -> Any:
        name = self._text.split("def ", 1)[1].split("(", 1)[0]
        return getattr(torch.jit.CompilationUnit(self._text), name)
