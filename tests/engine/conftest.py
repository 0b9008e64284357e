"""What all tests of the engine share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def small_products_are_not_shared_out(one_thread: None) -> None:
    """Tests run in several processes: where each has several threads, they wait for one another."""
