"""The denoiser of a Gaussian random field with the picture's mean colour and power spectrum (Wiener's filter)."""

from __future__ import annotations

import math
from collections.abc import Generator

import torch

from engine.denoisers.estimate import Estimate, check_picture, check_size


class Gaussian:
    """x_0 ~ N(m, C): stationary and periodic, with the mean m and cross spectrum C of one picture.

    With X(f) the orthonormal Fourier transform of the three channels of x_0 - m, the 3x3 cross spectrum at
    frequency f is C(f) = X(f) X(f)^H: what one picture tells of it, and the covariance of the picture shifted
    at random round its borders. Samples are the random-phase textures of Galerne et al. 2011; all that the
    picture's layout was is lost, its colours go together as they did. The field is periodic, so
    a picture whose borders differ leaves a cross of horizontal and vertical detail.

    Raises:
        ValueError: when `x0` is no picture (H, W, 3).
    """

    def __init__(self, x0: torch.Tensor) -> None:
        check_picture(x0)
        self.size = tuple(x0.shape)
        self.mean = x0.mean((0, 1), dtype=torch.float64).to(x0.dtype)
        """The mean colour m, (3,)."""
        self._spectrum = [self._transform(x0, channel) for channel in range(3)]
        self._power = torch.stack([part.abs().square() for part in self._spectrum]).sum(0)

    def _transform(self, image: torch.Tensor, channel: int) -> torch.Tensor:
        transform: torch.Tensor = torch.fft.rfft2(image[..., channel] - self.mean[channel], norm="ortho")
        transform[0, 0] = 0.0  # the mean of x_0 - m, rounding aside
        return transform

    def denoise(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        """m + sqrt(ab) C (ab C + (1 - ab) I)^-1 (x_t - sqrt(ab) m) at each frequency (Wiener 1949).

        C is of rank one, so the product is X X^H y / (ab |X|^2 + 1 - ab) and needs no inverse. As ab -> 1 it is
        what of x_t has the picture's colour at each frequency. Returns x0_hat alone; see `Denoiser.denoise`.
        """
        check_size(x_t, self.size)
        signal = math.sqrt(alpha_bar)
        projected = torch.zeros_like(self._spectrum[0])
        for channel, spectrum in enumerate(self._spectrum):
            observed = torch.fft.rfft2(x_t[..., channel] - signal * self.mean[channel], norm="ortho")
            projected.addcmul_(spectrum.conj(), observed)
            yield
        variance = alpha_bar * self._power + (1.0 - alpha_bar)
        # Without power and without noise there is nothing to divide by, and nothing to add to the mean.
        projected.mul_(signal / variance.clamp_min(torch.finfo(variance.dtype).tiny))
        x0_hat = torch.empty_like(x_t)
        for channel, spectrum in enumerate(self._spectrum):
            field = torch.fft.irfft2(projected * spectrum, s=self.size[:2], norm="ortho")
            torch.add(field, self.mean[channel], out=x0_hat[..., channel])
            yield
        return Estimate(x0_hat)

    def flowed(self, x_t: torch.Tensor, alpha_bar: float, then: float) -> torch.Tensor:
        """Where the probability-flow ODE takes x_t, from alpha_bar to `then`: the exact end of a sampler's step.

        Along X each x_t - sqrt(ab) m is scaled by the ratio of the deviations sqrt(ab |X|^2 + 1 - ab) of its law; in
        the two other directions of colour, in which the prior has no variance, by that of the noises. Shapes and
        ranges are those of `denoise`.

        Raises:
            ValueError: when x_t has another size, or no noise.
        """
        check_size(x_t, self.size)
        if alpha_bar >= 1:
            raise ValueError("A path begins with noise: alpha_bar must be below 1.")
        plain = math.sqrt((1.0 - then) / (1.0 - alpha_bar))
        before = alpha_bar * self._power.double() + (1.0 - alpha_bar)
        along = torch.sqrt((then * self._power.double() + (1.0 - then)) / before) - plain
        parts = [
            torch.fft.rfft2(
                x_t[..., channel].double() - math.sqrt(alpha_bar) * self.mean[channel], norm="ortho"
            )
            for channel in range(3)
        ]
        projected = sum(spectrum.conj() * part for spectrum, part in zip(self._spectrum, parts, strict=True))
        share = along / self._power.double().clamp_min(torch.finfo(torch.float64).tiny) * projected
        result = torch.empty_like(x_t)
        for channel, (spectrum, part) in enumerate(zip(self._spectrum, parts, strict=True)):
            field = torch.fft.irfft2(plain * part + share * spectrum, s=self.size[:2], norm="ortho")
            result[..., channel] = field + math.sqrt(then) * self.mean[channel]
        return result
