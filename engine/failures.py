"""Errors in words."""

from __future__ import annotations

import logging


def explain(error: Exception) -> str:
    """One sentence on why the engine failed: that of a ValueError is meant for people, others are put into words.

    What can only be a fault of the program is logged as well.
    """
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return "There is not enough memory for this: choose a smaller working size or window."
    if isinstance(error, ImportError):
        return f"A library cannot be loaded ({error}): install the program and its libraries again."
    logging.getLogger(__name__).error("The engine failed", exc_info=error)
    return f"Something went wrong in the engine ({type(error).__name__}: {error})."
