"""The denoiser that knows a picture by its patches: what generates new pictures of its kind."""

from __future__ import annotations

import math
from collections.abc import Generator

import torch

from engine.denoisers.estimate import Estimate, check_picture, check_size
from engine.denoisers.patches.cosines import Cosines, colour_basis, sampled_energies
from engine.denoisers.patches.places import centres_of, preference, reach, thinned
from engine.denoisers.patches.search import Search
from engine.denoisers.patches.seen_energy import SeenEnergy

LARGEST = 21 / 48
"""The largest patch at scale 1, as a part of the picture's shorter side, and of COARSE rows at most."""
COARSE = 48
PAIRS = 2**19  # weights that are computed at a time: they stay in the cache, and take some 3 ms
TOLERANCE = 0.25
TINY = 1e-12  # stands for 0 where something is divided by it, or an infinite energy multiplied
MOST = 2**13  # candidates of a pixel; twice as many took twice as long and looked the same


def patch_size(alpha_bar: float, scale: float, side: int) -> int:
    """k = 3 + 2 round(4 sigma scale), odd, at least 3, at most 21 for `side` = 48 and scale 1.

    The noisier x_t is, the larger is the neighbourhood that it takes to tell patches apart; that trained networks
    look at less and less as the noise falls is found by Kamb and Ganguli 2024 and by Niedoba et al. 2024.
    """
    largest = LARGEST * min(side, COARSE) * scale
    radius = (largest - 1) / 2
    wanted = 4 * math.sqrt((1 - alpha_bar) / alpha_bar) * scale if alpha_bar > 0 else math.inf
    if wanted < radius:  # it may be infinite, also where alpha_bar is not 0
        radius = min(radius, 1 + round(wanted))
    return 1 + 2 * min(max(1, round(radius)), max(1, (side - 1) // 2))


class Patches:
    """Each pixel of x_0 is the centre of a patch of the picture, found by its neighbourhood alone.

    x0_hat at a pixel is the mean of the centres of all patches p of the picture, weighted by
    exp(-|q - sqrt(ab) p|^2 / (2 (1 - ab))), with q the k x k neighbourhood in x_t: the posterior mean, were that
    neighbourhood all that is known. This is the equivariant local score machine of Kamb and Ganguli 2024
    (arXiv 2412.20292), here of one picture, and a patch posterior mean of Niedoba et al. 2024 (arXiv 2411.19339).
    As every pixel decides by itself, the result is a new picture made of places of the old one.

    Optionally a patch is preferred whose place in the picture is that of the pixel: the weights are
    multiplied by a Gaussian in the difference of rows (deviation `row_width` * H) and of columns
    (`column_width` * W), cut off at CUT deviations; 0 is the same row or column, infinity anywhere. `mirrored` adds
    the patches of the picture's mirror image, whose place is that in the mirror image.

    Beyond the border nothing is known, so nothing is compared there: a query is the part of the
    neighbourhood that lies inside, and candidates are the patches that have all of that part. So nothing is
    invented at a border, and what stands at the picture's border may stand at the border of the result.
    Where the rows that a pixel may choose from hold more than `most` patches, they are thinned out at random.

    The sum of squares is taken over the orthonormal cosine coefficients of the patches. `tolerance` 0
    keeps all of them, which is exact; otherwise the weakest are left out, as long as their deviation together is
    below `tolerance` times the deviation of the noise in one value, so that they could hardly change a weight.

    Raises:
        ValueError: when `x0` is no picture (H, W, 3) or smaller than the smallest patch, 3 x 3.
    """

    def __init__(
        self,
        x0: torch.Tensor,
        *,
        scale: float = 1.0,
        row_width: float = math.inf,
        column_width: float = math.inf,
        mirrored: bool = False,
        tolerance: float = TOLERANCE,
        most: int = MOST,
    ) -> None:
        check_picture(x0)
        self.size = tuple(x0.shape)
        height, width = self.size[:2]
        if min(height, width) < 3:
            raise ValueError(
                f"The picture is {width} x {height} pixels and the smallest patch is 3 x 3: choose a larger picture."
            )
        self._scale, self._tolerance, self._most = scale, tolerance, most
        self._mean = x0.mean((0, 1))
        pictures = torch.stack((x0, x0.flip(1)) if mirrored else (x0,))
        self._centred = pictures - self._mean
        self._colours = colour_basis(self._centred[0])
        self._centres = centres_of(pictures)
        self._reach = reach(row_width, height), reach(column_width, width)
        self._row_preference = preference(row_width, height).to(x0.device)
        across = preference(column_width, width).to(x0.device)
        self._column_preference = across.repeat(1, len(pictures)) if column_width < math.inf else None

    def denoise(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        """The weighted mean of the centres of patches, and of their places; see `Denoiser.denoise`."""
        search = yield from self.search(x_t, alpha_bar)
        height, width = self.size[:2]
        means = x_t.new_empty(5, height, width)
        for row in range(height):
            centres = search.centres[:, search.candidates(row)].flatten(1)
            at_once = max(1, PAIRS // centres.shape[1])
            for first in range(0, width, at_once):
                columns = slice(first, min(first + at_once, width))
                # The transposed product is several times faster than weights @ centres.
                means[:, row, columns] = centres @ search.weights(row, columns).T
                yield
        return Estimate(means[:3].permute(1, 2, 0).contiguous(), means[3:].permute(1, 2, 0).contiguous())

    def search(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Search]:
        """What is compared with what in x_t, in slices; it knows the patches that won in each pixel.

        Raises:
            ValueError: when x_t has another size.
        """
        check_size(x_t, self.size)
        k = patch_size(alpha_bar, self._scale, min(self.size[:2]))
        signal, noise = max(alpha_bar, TINY), max(1.0 - alpha_bar, TINY)
        order, left_out = self._components(k)
        yield
        allowed = self._tolerance**2 * noise / signal
        coefficients = Cosines(k, self._colours, order[: max(1, int((left_out > allowed).sum()))])
        parts = []
        for picture in self._centred:
            parts.append((yield from coefficients.transform(picture)))
        scaled = (math.sqrt(alpha_bar) * x_t - alpha_bar * self._mean) / noise
        queries = yield from coefficients.transform(scaled)
        yield
        every = self._centres.shape[2]
        kept = thinned(every, self.size[:2], self._reach, k, self._most).to(x_t.device)
        patches = torch.cat(parts, 2).gather(2, kept.expand(len(queries), -1, -1))
        yield
        return Search(
            queries,
            patches,
            self._centres.gather(2, kept.expand(len(self._centres), -1, -1)),
            kept,
            self._reach[0],
            self._row_preference,
            self._column_preference,
            SeenEnergy(self._centred, k),
            signal / noise,
        )

    def _components(self, k: int) -> tuple[torch.Tensor, torch.Tensor]:
        """The coefficients from the strongest to the weakest, and the energy of each one and all that follow."""
        energies = sampled_energies(self._centred[0], k, self._colours)
        strongest, order = energies.sort(descending=True)
        left_out = strongest.flip(0).cumsum(0).flip(0)
        # Without a tolerance all are kept, those too that the sample of patches does not show.
        return order, left_out if self._tolerance else torch.full_like(left_out, torch.inf)
