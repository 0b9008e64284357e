"""Tables of results, with the machine that they are from."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from statistics import quantiles


def percentiles(values: Sequence[float], *which: int, digits: int = 1) -> str:
    """Some percentiles as one text; 100 is the greatest value."""
    if len(values) < 2:
        return " / ".join("-" for _ in which)
    hundredths = [min(values), *quantiles(values, n=100, method="inclusive"), max(values)]
    return " / ".join(f"{hundredths[each]:.{digits}f}" for each in which)


def print_heading(title: str) -> None:
    """Say what is measured, and where."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"\n{title}")
    print(
        f"{platform.system()}, {cores} cores, Python {platform.python_version()}, torch {version('torch')}\n"
    )


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as Markdown; each row as soon as it's there."""
    widths = [max(len(header), 9) for header in headers]
    print(_line(headers, widths))
    print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for row in rows:
        print(_line(row, widths), flush=True)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)) + " |"
