"""What the program remembers from one session to the next: how it looks, not what it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

Value = TypeVar("Value")


class Preferences:
    """Settings in an INI file (by default where the system keeps them).

    Every value is checked when it is read; what is damaged is as if it had never been saved. A file that
    cannot be parsed at all is kept beside the new one as `<name>.damaged`.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            scope, form = QSettings.Scope.UserScope, QSettings.Format.IniFormat
            file = Path(QSettings(form, scope, "diffusion-sandbox", "diffusion-sandbox").fileName())
        if _is_damaged(file):
            file.replace(file.with_name(file.name + ".damaged"))
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def read(self, key: str, default: Value, parse: Callable[[str], Value]) -> Value:
        """The value saved under a key; the default when there is none or `parse` refuses it (ValueError)."""
        text = self._settings.value(key)
        try:
            return parse(text) if isinstance(text, str) else default
        except ValueError:
            return default

    def write(self, key: str, value: object) -> None:
        """Save a value as text."""
        self._settings.setValue(key, str(value))

    def read_bytes(self, key: str) -> QByteArray:
        """Bytes that `write_bytes` saved, empty if there are none."""
        return self.read(key, QByteArray(), lambda text: QByteArray.fromHex(QByteArray(text.encode())))

    def write_bytes(self, key: str, value: QByteArray) -> None:
        """Save the state of a widget."""
        self.write(key, value.toHex().toStdString())


def _is_damaged(file: Path) -> bool:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return file.is_file()
    return any(line.strip() and line[0] not in "[;#" and "=" not in line for line in text.splitlines())


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A parser that takes one of these words."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return parse
