"""What the program remembers from one session to the next: how it looks, not what it shows."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QStandardPaths

from engine.exports.files import write_whole

Value = TypeVar("Value")

MAX_BYTES = 2**20  # a hundred times what is ever saved


def settings_folder() -> Path:
    """Where the system keeps the settings of this program; the folder need not exist."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "diffusion-sandbox"


class Preferences:
    """Texts by keys in a JSON file (by default in the settings folder).

    No lock is ever waited for, as QSettings does without limit: each write replaces the file by a whole one.
    Every value is checked when it is read; what is damaged is as if it had never been saved. A file that
    cannot be parsed at all is kept beside the new one as `<name>.damaged`. Where nothing can be read or
    written, nothing is remembered. Keys of other versions stay.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = settings_folder() / "settings.json" if file is None else file
        self._values: dict[str, object] = {}
        self._usable = True
        try:
            self._values = _load(self._file)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError):
            self._usable = _put_aside(self._file)

    def read(self, key: str, default: Value, parse: Callable[[str], Value]) -> Value:
        """The value saved under a key; the default when there is none or `parse` refuses it (ValueError)."""
        text = self._values.get(key)
        try:
            return parse(text) if isinstance(text, str) else default
        except ValueError:
            return default

    def write(self, values: Mapping[str, object]) -> None:
        """Save values by their keys, bytes of a widget's state or what has a text; the file is written once."""
        texts = {
            key: value.toHex().toStdString() if isinstance(value, QByteArray) else str(value)
            for key, value in values.items()
        }
        if texts.items() <= self._values.items():
            return
        self._values |= texts
        if self._usable:
            with contextlib.suppress(OSError, ValueError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._file, json.dumps(self._values, indent=1, sort_keys=True).encode())

    def read_bytes(self, key: str) -> QByteArray:
        """Bytes that were saved, empty if there are none."""
        return self.read(key, QByteArray(), lambda text: QByteArray(bytes.fromhex(text)))


def _load(file: Path) -> dict[str, object]:
    """What a file holds; ValueError or OSError where it holds no settings."""
    status = file.stat()
    if not file.is_file() or status.st_size > MAX_BYTES:  # a pipe would be waited for
        raise ValueError(f"{file} holds no settings.")
    values = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ValueError(f"{file} holds no settings.")
    return values


def _put_aside(file: Path) -> bool:
    """Rename a file that holds no settings; whether settings can be kept under its name now."""
    try:
        file.replace(file.with_name(file.name + ".damaged"))
    except OSError:
        return False
    return True


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A parser that takes one of these words."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return parse
