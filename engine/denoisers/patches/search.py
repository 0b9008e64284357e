"""What each pixel of one x_t is compared with at one noise level."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from engine.denoisers.patches.seen_energy import SeenEnergy


@dataclass(frozen=True, slots=True)
class Winner:
    """A patch that a pixel may come from: its posterior probability, and its centre in the picture."""

    weight: float
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """The neighbourhoods in x_t and the patches of the picture, by the R coefficients of each that count.

    The log weight of patch p for query q is precision * (q . p / sqrt(ab) - |p|^2 / 2) and the preferences of
    place; |q|^2 is the same for all patches, and is left out. One matrix product so does for a row of pixels.
    """

    queries: torch.Tensor
    """(R, H, W), times precision / sqrt(ab)."""
    patches: torch.Tensor
    """(R, H, n): n candidates in each row of the picture."""
    centres: torch.Tensor
    """(5, H, n): their colours, rows and columns."""
    kept: torch.Tensor
    """(H, n): which of the patches of a row they are."""
    reach: int
    """How many rows away a candidate may be."""
    row_preference: torch.Tensor
    """(H, H): a part of the log weight, by row of the query and of the patch."""
    column_preference: torch.Tensor | None
    """(W, patches of a row) likewise, or None where all columns are alike."""
    energy: SeenEnergy
    precision: float
    """alpha_bar / (1 - alpha_bar)."""

    def candidates(self, row: int) -> slice:
        """The rows of the picture that a query in this row is compared with."""
        above, below = self.energy.cut(row)
        height = self.patches.shape[1]
        return slice(max(above, row - self.reach), min(height - below, row + self.reach + 1))

    def weights(self, row: int, columns: slice) -> torch.Tensor:
        """The weights of the candidates for some pixels of a row, (pixels, candidates), rows of sum 1."""
        rows = self.candidates(row)
        kept = self.kept[rows]
        energy = self.energy.of_rows(*self.energy.cut(row))[:, rows]
        energy = energy.gather(2, kept.expand(len(energy), -1, -1))
        known = (energy * (-self.precision / 2) + self.row_preference[row, rows, None]).flatten(1)
        weights = known.index_select(0, self.energy.pattern[columns])
        weights.addmm_(self.queries[:, row, columns].T, self.patches[:, rows].flatten(1))
        if self.column_preference is not None:
            weights += self.column_preference[columns].index_select(1, kept.flatten())
        return torch.softmax(weights, 1)

    def winners(self, row: int, column: int, count: int) -> list[Winner]:
        """The patches that weigh most in a pixel, the largest first: `count`, or all that weigh anything.

        Raises:
            ValueError: when the pixel lies outside.
        """
        _, height, width = self.queries.shape
        if not (0 <= row < height and 0 <= column < width):
            raise ValueError(
                f"Row {row}, column {column} lies outside the picture of {width} x {height} pixels."
            )
        weights = self.weights(row, slice(column, column + 1))[0]
        best = torch.topk(weights, min(count, len(weights)))
        places = self.centres[3:, self.candidates(row)].flatten(1)[:, best.indices]
        size = torch.tensor([[height], [width]], device=places.device)
        rows, columns = (places * size).int().tolist()
        found = zip(best.values.tolist(), rows, columns, strict=True)
        return [Winner(weight, row, column) for weight, row, column in found if weight > 0]
