"""The text of what is done to a schedule, such as `snr_shift:factor=3;off blend:weight=0.5,with=cosine`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.quoting import shown
from engine.schedules import SCHEDULES, Parameter, family_named
from engine.schedules.transforms import TRANSFORMS, Applied

OF_OTHER = "with."
"""What the parameters of the other schedule of a blend begin with."""


def read_transforms(text: str) -> tuple[Applied, ...]:
    """The transforms of a text such as `snr_shift:factor=3;off blend:weight=0.5,with=cosine`."""
    return tuple(read_transform(each.strip()) for each in text.split(";")) if text else ()


def read_transform(text: str) -> Applied:
    """One of them. Raises ValueError where it is none, or a number is not possible."""
    active = not text.startswith("off ")
    name, colon, rest = text.removeprefix("off ").strip().partition(":")
    if name not in TRANSFORMS:
        raise ValueError(f"there is no transform {shown(repr(name))}; there are {', '.join(TRANSFORMS)}")
    other, own, of_other = "", [], []
    for part in rest.split(",") if colon else ():
        key, _, value = (word.strip() for word in part.partition("="))
        if key == "with":
            other = family_named(value).name
        elif key.startswith(OF_OTHER) and other:
            of_other.append(
                _number(f"schedule {other!r}", SCHEDULES[other].parameters, part, key[len(OF_OTHER) :])
            )
        else:
            own.append(_number(f"transform {name!r}", TRANSFORMS[name].parameters, part, key))
    return Applied(name, tuple(own), other, active, tuple(of_other))


def _number(owner: str, parameters: Sequence[Parameter], part: str, key: str) -> tuple[str, float]:
    """A parameter and its value, of a part such as `factor=3`."""
    known = {each.name: each for each in parameters}
    if key not in known:
        raise ValueError(
            f"the {owner} has no parameter {shown(repr(key))}; it has {', '.join(known) or 'none'}"
        )
    try:
        return key, known[key].check(float(part.partition("=")[2]))
    except ValueError as error:
        raise ValueError(f"{shown(repr(part))} is not possible: {str(error).rstrip('.')}") from error


def transforms_text(applied: tuple[Applied, ...]) -> str:
    """The text for transforms, empty for none."""
    return ";".join(map(transform_text, applied))


def transform_text(applied: Applied) -> str:
    """The text for one of them."""
    parts = [f"{key}={float(value)!r}" for key, value in applied.parameters]
    if applied.other:
        parts.append(f"with={applied.other}")
        parts += [f"{OF_OTHER}{key}={float(value)!r}" for key, value in applied.other_parameters]
    words = f"{applied.name}:{','.join(parts)}" if parts else applied.name
    return words if applied.active else f"off {words}"
