"""The memory of this process."""

from __future__ import annotations

import re
from pathlib import Path

STATUS = Path("/proc/self/status")
"""Where Linux tells; other systems have no such file."""


def megabytes(name: str) -> str:
    """A figure of this process: VmRSS now, VmHWM at its peak; "-" where the system does not tell."""
    if not STATUS.exists():
        return "-"
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text(encoding="utf-8"))
    assert found is not None
    return f"{int(found[1]) / 1024:.1f}"
