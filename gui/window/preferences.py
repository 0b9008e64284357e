"""What the program remembers from one session to the next: how it looks, not what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

Value = TypeVar("Value")

MAX_BYTES = 2**20  # a hundred times what is ever saved
_LINE = re.compile(r"\s*([;#].*|\[[^\]]*\]\s*|[^=]+=.*)?")


class Preferences:
    """Settings in an INI file (by default where the system keeps them).

    Every value is checked when it is read; what is damaged is as if it had never been saved. A file that
    cannot be parsed at all is kept beside the new one as `<name>.damaged`. Where nothing can be read or
    written, nothing is remembered.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            scope, form = QSettings.Scope.UserScope, QSettings.Format.IniFormat
            file = Path(QSettings(form, scope, "diffusion-sandbox", "diffusion-sandbox").fileName())
        usable = _put_damage_aside(file)
        self._settings = QSettings(str(file), QSettings.Format.IniFormat) if usable else None

    def read(self, key: str, default: Value, parse: Callable[[str], Value]) -> Value:
        """The value saved under a key; the default when there is none or `parse` refuses it (ValueError)."""
        text = self._settings.value(key) if self._settings else None
        try:
            return parse(text) if isinstance(text, str) else default
        except ValueError:
            return default

    def write(self, key: str, value: object) -> None:
        """Save a value as text."""
        if self._settings:
            self._settings.setValue(key, str(value))

    def read_bytes(self, key: str) -> QByteArray:
        """Bytes that `write_bytes` saved, empty if there are none."""
        return self.read(key, QByteArray(), lambda text: QByteArray(bytes.fromhex(text)))

    def write_bytes(self, key: str, value: QByteArray) -> None:
        """Save the state of a widget."""
        self.write(key, value.toHex().toStdString())


def _put_damage_aside(file: Path) -> bool:
    """Rename a file that cannot be parsed; whether settings can be kept under its name now."""
    try:
        if file.exists() and _is_damaged(file):
            file.replace(file.with_name(file.name + ".damaged"))
    except OSError:
        return False
    return True


def _is_damaged(file: Path) -> bool:
    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        return True
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return True
    return "\0" in text or not all(_LINE.fullmatch(line) for line in text.splitlines())


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A parser that takes one of these words."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return parse
