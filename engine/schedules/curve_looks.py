"""How the curves of a schedule look: which there are, what they are drawn over, and what is seen of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.schedules.axes import X_AXES, Span, XAxis
from engine.schedules.quantities import ALL, OF_ANY_PATH
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule

DEFAULT = ("beta", "alpha_bar", "log_snr")
DEFAULT_LOG = ("snr", "sigma", "posterior_x0", "edm_weight", "elbo_weight")
"""What spans so many powers of ten that nothing is to be seen of it on another axis."""
X = "x"
"""The name of the range of the axis that all curves share."""
Range = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class CurveLooks:
    """`names` and `log` are names of quantities: those shown, and those with a logarithmic axis.

    `over` is a name in X_AXES. `ranges` are (name, from, to): of the common axis, from left to right, and of
    quantities, in the values that the axes show; all that there is where there is none.
    """

    names: tuple[str, ...] = DEFAULT
    over: str = "t"
    log: tuple[str, ...] = DEFAULT_LOG
    ranges: tuple[Range, ...] = ()

    @property
    def axis(self) -> XAxis:
        """What they are drawn over."""
        return X_AXES[self.over]

    def range_of(self, name: str) -> Span | None:
        """The range that was chosen for a quantity, or for X."""
        return next((span for each, *span in self.ranges if each == name), None)  # type: ignore[return-value]

    def with_range(self, name: str, span: Span | None) -> CurveLooks:
        """The same with another range; None for all that there is."""
        others = tuple(each for each in self.ranges if each[0] != name)
        return replace(self, ranges=others if span is None else (*others, (name, *span)))

    def drawn_over(self, name: str) -> CurveLooks:
        """The same over another axis, all of it."""
        return self if name == self.over else replace(self.with_range(X, None), over=name)

    def with_log(self, name: str, on: bool) -> CurveLooks:
        """The same with a logarithmic axis of one quantity, or an even one."""
        others = tuple(each for each in self.log if each != name)
        return replace(self, log=(*others, name) if on else others)

    def showing(self, names: Iterable[str]) -> CurveLooks:
        """The same with other curves."""
        return replace(self, names=tuple(names))


_VP = "VP path, same SNR"
_OF_VP = "the path that preserves variance (VP) and has the same SNR at each t"
_CURVES_OF_ANY_PATH = {
    "beta": replace(
        ALL["beta"],
        tex=r"\beta_t^{\mathrm{VP}}",
        words=_VP,
        says=f"The variance of a step of {_OF_VP}. What a step adds on a path itself is another curve, q_t.",
    ),
    "alpha_bar": replace(
        ALL["alpha_bar"],
        tex=r"\bar{\alpha}_t^{\mathrm{VP}}",
        words=_VP,
        says=f"SNR / (1 + SNR): the signal power left on {_OF_VP}. "
        "What a path itself weighs picture and noise by are two other curves, signal_t and noise_t.",
    ),
    "sqrt_alpha_bar": OF_ANY_PATH["sqrt_alpha_bar"],
    "sqrt_one_minus_alpha_bar": OF_ANY_PATH["sqrt_one_minus_alpha_bar"],
}


def curve_of(quantity: Quantity, schedules: Sequence[Schedule]) -> Quantity:
    """What a curve of schedules shows, and is called, where its quantity is chosen by name.

    Where one of them does not preserve variance, beta and alpha_bar are said to be of the path that does, and the
    weights are those of each path itself, as in `numbers_of`.
    """
    if all(each.variance_preserving for each in schedules):
        return quantity
    return _CURVES_OF_ANY_PATH.get(quantity.name, quantity)
