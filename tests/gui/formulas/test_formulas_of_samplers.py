"""The formulas of samplers and spacings, and the labels of their options, are in the subset of TeX that is drawn."""

from __future__ import annotations

import pytest

from engine.samplers.catalogue import SAMPLERS
from engine.samplers.timesteps import SPACINGS
from gui.formulas.tex import parse


@pytest.mark.parametrize("name", [*SAMPLERS, *SPACINGS])
def test_formulas_and_labels_can_be_read(name: str) -> None:
    entry = SAMPLERS.get(name) or SPACINGS[name]
    for tex in (entry.formula, *(option.label for option in entry.options)):
        assert parse(tex).nodes
