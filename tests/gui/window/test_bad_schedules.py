"""Files that are no schedule, dropped on the window: one sentence that names the file, and the schedule stays."""

from __future__ import annotations

import io
import json
import pickle
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine.state.start import Start
from tests.beginning import begin
from tests.driver import Driver


def objects() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([{"a": 1}, 2], dtype=object), allow_pickle=True)
    return file.getvalue()


BAD: dict[str, bytes] = {
    "cut.json": b'{"a": ',
    "types.json": b'{"_class_name": "DDIMScheduler", "beta_start": "0.1"}',
    "nan.json": b'{"_class_name": "DDIMScheduler", "beta_start": NaN}',
    "text.json": b'{"_class_name": "DDIMScheduler", "trained_betas": ["0.1", "0.2"]}',
    "many.json": json.dumps({"_class_name": "DDIMScheduler", "trained_betas": [0.5] * 200_000}).encode(),
    "yaml.json": b"beta_start: 0.1\n",
    "yaml.yaml": b"beta_start: 0.1\n",
    "pickle.npy": pickle.dumps([0.1, 0.2]),
    "pickle.pkl": pickle.dumps([0.1, 0.2]),
    "objects.npy": objects(),
    "deep.json": b"[" * 100_000,
    "import.txt": b"__import__('os').system('x')",
    "power.txt": b"9**9**9 * t",
    "empty.csv": b"",
    "numbers.csv": b"0.1\nnan\n0.2\n",
    "class.json": b'{"_class_name": ["x"]}',
}


@pytest.fixture
def start() -> Start:
    return begin(working_size=64, window_size=(1024, 700))


def says_why(driver: Driver, name: str) -> bool:
    return driver.says(name) and not driver.says("Reading")  # a large one is read first


def test_each_is_refused_with_a_sentence(driver: Driver, tmp_path: Path) -> None:
    before = driver.window.store.view
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    for name, data in BAD.items():
        (tmp_path / name).write_bytes(data)
    for name in (*BAD, large.name):
        driver.open(tmp_path / name)
        driver.qtbot.waitUntil(partial(says_why, driver, name))
        sentence = driver.text("status_message")
        assert sentence.rstrip().endswith((".", ")")), sentence
        assert "Traceback" not in sentence
        assert driver.window.store.view.schedule == before.schedule
        assert driver.window.store.view.source.name == before.source.name
