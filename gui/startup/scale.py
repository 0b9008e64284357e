"""How large everything is: Qt takes a factor when it starts, so another size is another start of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import engine

SCALES = (80, 100, 125, 150, 175, 200, 250)
"""Percent of the size that the system gives."""
USUAL = 100
VARIABLE = "QT_SCALE_FACTOR"
OWN = "DIFFUSION_SANDBOX_SCALE"
"""Says to the next start that the factor is the program's, and not one of the user's surroundings."""
LEFT = "DIFFUSION_SANDBOX_HANDOVER"
"""The folder with what a program has left to the one that takes its place."""


def percent(text: str) -> int:
    """One of SCALES. Raises ValueError for any other text."""
    scale = int(text)
    if scale not in SCALES:
        raise ValueError(text)
    return scale


def use(scale: int) -> None:
    """Have everything so large; call before Qt starts. A factor that the user's surroundings name stays."""
    if VARIABLE not in os.environ or OWN in os.environ:
        os.environ[OWN] = "1"
        os.environ[VARIABLE] = str(scale / 100)


def start_again(folder: Path) -> subprocess.Popen[bytes]:
    """Start the program anew beside this one, which ends once the other has cleared the folder that it leaves."""
    # Not sys.argv[0]: pip's starter on Windows has taken the .exe from it, and there is no such file.
    main = Path(engine.__file__).resolve().parents[1] / "main.py"
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(main)]
    return subprocess.Popen(program, env={**os.environ, LEFT: str(folder)})


def left() -> Path | None:
    """The folder with what another program has left; only the first who asks gets it."""
    text = os.environ.pop(LEFT, "")
    return Path(text) if text else None
