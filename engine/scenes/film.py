"""What several scenes share: the layers, and the rows of fixed timesteps."""

from __future__ import annotations

from dataclasses import dataclass

from engine.generation.progress import Run
from engine.mix import Mix, noise
from engine.samplers.oracle import X0, XI

__all__ = ["MAX_ROWS", "MAX_SAMPLES", "NO_STEP", "X0", "XI", "Film", "several"]

NO_STEP = "No step leads to t = 0."
MAX_ROWS = 12
MAX_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Film:
    """The rows at fixed timesteps, shared by the scenes that have them.

    `rows` timesteps (1..MAX_ROWS) with `samples` samples each (1..MAX_SAMPLES). `column` is the sample that the
    large row shows (0..samples-1). With `independent`, every row has noise of its own. `seed` is that of the noise,
    and `run` the generation that is there, for a scene that shows new pictures.
    """

    rows: int = 5
    samples: int = 4
    column: int = 0
    independent: bool = False
    seed: int = 0
    run: Run | None = None

    def timesteps(self, steps: int) -> tuple[int, ...]:
        """i T // N for i = 0..N-1, ascending, each once."""
        return tuple(sorted({i * steps // self.rows for i in range(self.rows)}))

    def noise(self, name: str, column: int, row: int | None = None) -> Mix:
        """The noise of a sample; `row` None is the live row."""
        own = f" row {row}" if self.independent and row is not None else ""
        return Mix.of(noise(f"{name} {column}{own}"))


def several(formula: str, count: int) -> list[str]:
    """Titles with the numbers 1..count as their indices."""
    return [rf"{formula}_{{{number + 1}}}" for number in range(count)]
