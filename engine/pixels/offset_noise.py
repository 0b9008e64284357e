"""Offset noise: white noise with one more random number in each channel, the same everywhere (Guttenberg 2023).

eps' = eps + p delta, delta from N(0, 1) for each channel: within a channel its covariance is I + p^2 1 1^T.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import torch

from engine.pixels.noise import WhiteNoise


def offset_of(seed: int, key: str, strength: float) -> torch.Tensor:
    """The offset of a noise image in each channel, (3,): `strength` times standard normal values."""
    digest = blake2b(f"{seed}/{key}/offset".encode(), digest_size=8).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest, "little"))
    return strength * torch.randn(16, generator=generator)[:3]  # it draws in blocks of 16


@dataclass(frozen=True, slots=True)
class OffsetNoise:
    """A white-noise image plus its offset; averages of it have the whole offset."""

    noise: WhiteNoise
    offset: torch.Tensor

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of full resolution."""
        return self.noise.size

    def averages(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Averages of the 2**level x 2**level blocks of full resolution, (len(rows), len(columns), 3)."""
        return self.noise.averages(level, rows, columns) + self.offset
