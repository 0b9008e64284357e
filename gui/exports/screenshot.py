"""Saving what is on the screen: a widget drawn into an image, written as PNG or put on the clipboard."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from engine.exports.files import write_whole
from engine.exports.state_in_png import with_state
from gui.style import GAP, PAD
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.layouts import lay_out_now

PARTS = {"window": "Whole window", "images": "Images", "charts": "Charts", "curves": "Curves"}
SCALES = {1.0: "Screen", 2.0: "2 × screen", 3.0: "3 × screen", 4.0: "4 × screen"}


def draw_widget(widget: QWidget, ratio: float) -> QImage:
    """A widget as an image with `ratio` pixels per logical pixel; a null image if there is no memory for it."""
    lay_out_now()  # texts may have changed just now
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    if image.isNull():
        return image
    image.setDevicePixelRatio(ratio)
    image.fill(widget.window().palette().window().color())
    with _nothing_typed():
        widget.render(image)
    return image


@contextmanager
def _nothing_typed() -> Iterator[None]:
    """The field with the focus as others are: without selection and caret, both of which it gets back."""
    field = QApplication.focusWidget()
    line = field.findChild(QLineEdit) if isinstance(field, QAbstractSpinBox) else field
    if not isinstance(line, QLineEdit) or line.isReadOnly():
        yield
        return
    cursor, start, length = line.cursorPosition(), line.selectionStart(), line.selectionLength()
    line.deselect()
    line.setReadOnly(True)
    try:
        yield
    finally:
        line.setReadOnly(False)
        line.setCursorPosition(cursor)
        if start >= 0:
            # From the end that the caret is not at, so that it stays where it was.
            line.setSelection(*((start, length) if cursor != start else (start + length, -length)))


def png_bytes(image: QImage) -> bytes:
    """An image as the bytes of a PNG file.

    Raises:
        ValueError: when it is a null image, or there is no memory for the bytes.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise ValueError("There is not enough memory for this image: choose a smaller window or resolution.")
    return bytes(data.data())


def save_png(image: QImage, file: Path, view: str = "") -> None:
    """Write an image as a PNG file, with a view as its text if there is one.

    It is written whole or not at all: what was there stays until the new file is complete.

    Raises:
        ValueError: when the file cannot be written, with the reason.
    """
    write_whole(file, with_state(png_bytes(image), view))


class ScreenshotDialog(QDialog):
    """Asks what to save, how large and where."""

    save_requested = Signal(str, float, object)
    """Part, scale and Path."""
    copy_requested = Signal(str, float)

    def __init__(self, name: str, parts: Collection[str], parent: QWidget | None = None) -> None:
        """`name` is that of the file, without its ending, unless the user types another; `parts` can be seen."""
        super().__init__(parent)
        self._name = name
        self.setWindowTitle("Save a screenshot")
        self.setObjectName("screenshot_dialog")
        self._part = _combo("screenshot_part", {key: text for key, text in PARTS.items() if key in parts})
        self._scale = _combo("screenshot_scale", SCALES)
        form = QFormLayout(self)
        form.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, PAD)
        form.setHorizontalSpacing(2 * PAD)
        form.setVerticalSpacing(GAP)
        form.addRow("What", self._part)
        form.addRow("Resolution", self._scale)
        buttons = QHBoxLayout()
        for name, text, slot in (
            ("screenshot_cancel", "Cancel", self.reject),
            ("screenshot_copy", "Copy", self._copy),
            ("screenshot_save", "Save…", self._save),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        button.setDefault(True)
        form.addRow(buttons)

    @Slot()
    def _copy(self) -> None:
        self.accept()
        self.copy_requested.emit(self._part.currentData(), self._scale.currentData())

    @Slot()
    def _save(self) -> None:
        patterns, name = "PNG pictures (*.png)", f"{self._name}.png"
        file = FileDialogs.of(self).file_to_save("Save a screenshot", patterns, name)
        if file is not None:
            self.accept()
            self.save_requested.emit(self._part.currentData(), self._scale.currentData(), file)


def copy_image(image: QImage) -> None:
    """Put an image on the clipboard."""
    QGuiApplication.clipboard().setImage(image)


def _combo(name: str, choices: Mapping[str, str] | Mapping[float, str]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMinimumWidth(200)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for key, text in choices.items():
        combo.addItem(text, key)
    return combo
