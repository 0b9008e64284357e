"""Samplers and spacings by any program's names of them."""

from __future__ import annotations

import re

from engine.samplers.catalogue import SAMPLERS
from engine.samplers.timesteps import SPACINGS


def known_as(name: str) -> tuple[str, str]:
    """The key of a sampler and the spacing that a name says, by any program's name of it.

    Raises:
        ValueError: when there is no such sampler.
    """
    plain = _plain(name)
    for suffix in ("", *SPACINGS):
        if plain.endswith(_plain(suffix)):
            key = _NAMES.get(plain.removesuffix(_plain(suffix)) if suffix else plain)
            if key is not None:
                return key, suffix or "trailing"
    raise ValueError(f"There is no sampler {name!r}; there are {', '.join(SAMPLERS)}.")


def spacing_known_as(name: str) -> str:
    """The key of the spacing that a name says, the name itself where there is none."""
    plain = _plain(name)
    return next((key for key in SPACINGS if _plain(key) == plain), name)


def _plain(name: str) -> str:
    """Letters and digits alone, so that "DPM++ 2M a" is `dpmpp2ma`."""
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("++", "pp"))


_NAMES = {_plain(peer): key for key, family in SAMPLERS.items() for peer in family.peers.values()} | {
    _plain(key): key for key in SAMPLERS
}
