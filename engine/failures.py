"""Errors in words."""

from __future__ import annotations

import logging
import re

_ALLOCATOR = re.compile(r"DefaultCPUAllocator: (can't allocate|not enough) memory|MPS backend out of memory")
"""What torch says with a plain RuntimeError when the CPU (Linux and macOS, Windows) or Apple's GPU has no more."""


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory was asked for and not there. An illegal access, say, only has the word in its text."""
    named = type(error).__name__ == "OutOfMemoryError" and type(error).__module__.split(".")[0] == "torch"
    return isinstance(error, MemoryError) or named or bool(_ALLOCATOR.search(str(error)))


def device_failed(device: str, error: Exception) -> str:
    """A sentence for the user: the CPU does what a device could not."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"The device {device} failed, the CPU goes on: {reason}"


def explain(error: Exception) -> str:
    """One sentence on why the engine failed: that of a ValueError is meant for people, others are put into words.

    What can only be a fault of the program is logged as well.
    """
    if isinstance(error, ValueError):
        return str(error)
    if is_out_of_memory(error):
        return "There is not enough memory for this: choose a smaller working size or window."
    if isinstance(error, ImportError):
        return f"A library cannot be loaded ({error}): install the program and its libraries again."
    logging.getLogger(__name__).error("The engine failed", exc_info=error)
    return f"Something went wrong in the engine ({type(error).__name__}: {error})."
