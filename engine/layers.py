"""The pixels of layers: exact levels of the picture and the noise, fitted to the cells of the screen.

Level L of the picture is the average of its 2**L x 2**L blocks (edges replicated); level L of noise comes
from noise.py. A cell is filled from the coarsest exact level that is not smaller than it, resampled linearly
(bicubic, antialiased), or shown pixel by pixel where the cell is larger than the picture. All of this is
linear, so it commutes with weighted sums: layers are fitted once per view, and mixed at the screen's size.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.messages import Size
from engine.mix import Layer
from engine.noise import TOP, white_noise
from engine.pictures import Picture

_STRIP = 64  # rows of a level that are averaged at a time, so that a huge picture needs little memory


@dataclass(frozen=True, slots=True)
class View:
    """What gives the layers of a request their pixels: a picture with its id, and a seed."""

    picture: Picture
    picture_id: str
    seed: int

    @property
    def size(self) -> Size:
        """Width and height of the picture."""
        return self.picture.width, self.picture.height


def level_for(picture: Size, cell: Size) -> int:
    """The coarsest level of a picture that is not smaller than the cell (0: full resolution .. TOP)."""
    return max(
        (
            level
            for level in range(TOP + 1)
            if all(side >= shown << level for side, shown in zip(picture, cell, strict=True))
        ),
        default=0,
    )


def exact_level(layer: Layer, view: View, level: int, rows: range | None = None) -> torch.Tensor:
    """A layer at level L, before any fitting: (ceil(h / 2**L), ceil(w / 2**L), 3), float32, on the CPU.

    `rows` are those that are wanted, all by default.
    """
    width, height = (-(-side // 2**level) for side in view.size)
    rows = rows or range(height)
    if layer.kind == "noise":
        return white_noise(view.seed, layer.key, level, rows, range(width)) / (1 << level)
    strips = []
    for top in range(rows.start, rows.stop, _STRIP):
        pixels = slice(top << level, min(top + _STRIP, rows.stop) << level)
        strips.append(_average(torch.from_numpy(view.picture.x0(pixels)), level))
    return torch.cat(strips)


def _average(x0: torch.Tensor, level: int) -> torch.Tensor:
    """Block averages of (h, w, 3), the last row and column repeated to fill the last blocks."""
    block = 2**level
    height, width, _ = x0.shape
    planes = x0.permute(2, 0, 1)[None]
    planes = functional.pad(planes, (0, -width % block, 0, -height % block), mode="replicate")
    for _ in range(level):  # by halves, which loses fewer digits than one long sum
        planes = functional.avg_pool2d(planes, 2)
    return planes[0].permute(1, 2, 0)


def fit(image: torch.Tensor, size: Size) -> torch.Tensor:
    """An image (h, w, 3) at a size (width, height): antialiased if smaller, its own pixels if larger."""
    width, height = size
    if image.shape[:2] == (height, width):
        return image
    planes = image.permute(2, 0, 1)[None]
    if width > image.shape[1] or height > image.shape[0]:
        fitted = functional.interpolate(planes, (height, width), mode="nearest-exact")
    else:
        fitted = functional.interpolate(planes, (height, width), mode="bicubic", antialias=True)
    return fitted[0].permute(1, 2, 0)


class LayerStore:
    """The layers of recent views, ready to be mixed on a device; `budget` bytes, the oldest go first."""

    def __init__(self, device: torch.device, budget: int) -> None:
        self._device = device
        self._budget = budget
        self._tensors: OrderedDict[object, torch.Tensor] = OrderedDict()
        self.bytes = 0

    def has(self, layer: Layer, view: View, size: Size) -> bool:
        """Whether `get` would return at once."""
        return (view.picture_id, view.seed, layer, size) in self._tensors

    def get(self, layer: Layer, view: View, size: Size) -> torch.Tensor:
        """A layer at the size of a cell: (height, width, 4), float32 on the device, blue-green-red and 0."""
        key = (view.picture_id, view.seed, layer, size)
        if key not in self._tensors:
            fitted = fit(self._exact(layer, view, level_for(view.size, size)), size)
            bgr0 = functional.pad(fitted.flip(-1), (0, 1)).contiguous()
            self._keep(key, bgr0.to(self._device))
        self._tensors.move_to_end(key)
        return self._tensors[key]

    def _exact(self, layer: Layer, view: View, level: int) -> torch.Tensor:
        """An exact level, kept too: while a window is resized, only the fitting is done anew."""
        key = (view.picture_id, view.seed, layer, level)
        if key not in self._tensors:
            self._keep(key, exact_level(layer, view, level))
        self._tensors.move_to_end(key)
        return self._tensors[key]

    def _keep(self, key: object, tensor: torch.Tensor) -> None:
        self._tensors[key] = tensor
        self.bytes += tensor.nbytes
        while self.bytes > self._budget and len(self._tensors) > 1:
            _, oldest = self._tensors.popitem(last=False)
            self.bytes -= oldest.nbytes
