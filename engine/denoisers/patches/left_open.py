"""What a noise level leaves open of the centre of a patch."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import replace
from itertools import cycle, islice

import torch

from engine.denoisers.left_open import LeftOpen
from engine.denoisers.patches.denoiser import Patches
from engine.denoisers.patches.search import Search

DRAWS = 512
"""Noisy neighbourhoods for each sigma: at least so many, in whole rows of pixels."""
_NO_PRECISION = 1e-30  # of a comparison that leaves the preferences of place alone


def patches_left_open(
    patches: Patches, sigma: float, seed: int = 0, draws: int = DRAWS
) -> Generator[None, None, LeftOpen]:
    """The least loss of x_0 for a network that sees k x k noisy pixels about each pixel, as the denoiser does.

    Under this law the neighbourhood of a pixel is one of the patches that the denoiser lets it come from, drawn with
    its preference for places; x_0 is the centre. Pixels whose neighbourhood reaches beyond the border are left out.
    A network that sees more may do better, so for it this is an upper bound of the least loss. Exact but for the
    sampling if the denoiser has `tolerance` 0.
    """
    alpha_bar = 1 / (1 + sigma**2)
    search = yield from patches.search(torch.zeros(patches.size), alpha_bar)
    half = search.energy.half
    height, width = patches.size[:2]
    columns = slice(half, width - half)
    across = columns.stop - columns.start
    generator = torch.Generator().manual_seed(seed)
    inside = half + torch.randperm(height - 2 * half, generator=generator)
    found = []
    for row in islice(cycle(inside.tolist()), -(-draws // across)):
        found.append(_variances(search, row, columns, alpha_bar, generator))
        yield
    return LeftOpen.of(sigma, torch.cat(found).numpy())


def _variances(
    search: Search, row: int, columns: slice, alpha_bar: float, generator: torch.Generator
) -> torch.Tensor:
    """The variance of the centre, per channel, given a noisy patch drawn for each pixel of a part of a row."""
    rows = search.candidates(row)
    search.queries[:, row, columns] = 0.0
    prior = replace(search, precision=_NO_PRECISION).weights(row, columns)
    drawn = torch.multinomial(prior, 1, generator=generator)[:, 0]
    clean = search.patches[:, rows].flatten(1)[:, drawn]
    noise = torch.randn(clean.shape, generator=generator)
    x_t = math.sqrt(alpha_bar) * clean + math.sqrt(1 - alpha_bar) * noise
    search.queries[:, row, columns] = x_t * (math.sqrt(alpha_bar) / (1 - alpha_bar))
    weights = search.weights(row, columns).double()
    colours = search.centres[:3, rows].flatten(1).double()
    # About the centre that was drawn: no large numbers cancel where the noise leaves little open.
    apart = colours[:, None] - colours[:, drawn, None]
    mean = (apart * weights).sum(2)
    return ((apart.square() * weights).sum(2) - mean.square()).mean(0)
