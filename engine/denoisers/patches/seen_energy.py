"""What of each patch a pixel near the border can be compared with, and the energy of that part."""

from __future__ import annotations

import torch


class SeenEnergy:
    """|p|^2 of the patches of some pictures, summed over the pixels that the neighbourhood of a query has.

    Near the border a query lacks a part of its neighbourhood. What it lacks is not compared, and a patch that
    lacks what the query has is no candidate: its energy is infinite here.
    """

    def __init__(self, centred: torch.Tensor, k: int) -> None:
        """`centred`, (M, H, W, 3), are M pictures of mean 0."""
        self.half = k // 2
        energy = centred.square().sum(3, dtype=torch.float64)
        self._count, self._height, self._width = energy.shape
        self._above = torch.nn.functional.pad(energy.cumsum(1), (0, 0, 1, 0))
        columns = torch.arange(self._width, device=centred.device)
        before, after = columns.clamp_max(self.half), columns.flip(0).clamp_max(self.half)
        # Columns whose neighbourhoods are cut alike share a pattern: at most k of them.
        cuts, self.pattern = torch.unique(torch.stack((before, after)), dim=1, return_inverse=True)
        self._low = columns - cuts[0][:, None]
        self._high = columns + cuts[1][:, None] + 1
        self._latest: tuple[tuple[int, int], torch.Tensor] | None = None

    def cut(self, row: int) -> tuple[int, int]:
        """How many rows above and below the neighbourhood of a pixel in this row reaches."""
        return min(row, self.half), min(self._height - 1 - row, self.half)

    def of_rows(self, above: int, below: int) -> torch.Tensor:
        """For queries that reach so far: the energies, (patterns, H, M * W) float32.

        `pattern[column]` is the first index for a query in that column; the others are the row of a patch and its
        picture and column. The latest answer is kept, as most rows in turn ask for the same.
        """
        if self._latest is None or self._latest[0] != (above, below):
            self._latest = (above, below), self._sums(above, below)
        return self._latest[1]

    def _sums(self, above: int, below: int) -> torch.Tensor:
        rows = torch.arange(above, self._height - below, device=self._above.device)
        box = self._above[:, rows + below + 1] - self._above[:, rows - above]
        left = torch.nn.functional.pad(box.cumsum(2), (1, 0))
        low, high = self._low.clamp_min(0), self._high.clamp_max(self._width)
        energy = torch.full(
            (len(low), self._height, self._count, self._width), torch.inf, device=self._above.device
        )
        seen = (left[:, :, high] - left[:, :, low]).permute(2, 1, 0, 3)
        lacks = (self._low < 0) | (self._high > self._width)
        energy[:, above : self._height - below] = seen.masked_fill(lacks[:, None, None], torch.inf)
        return energy.flatten(2)
