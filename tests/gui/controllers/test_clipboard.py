"""What is pasted or dropped: pixels are handed over as they are, and what is no image is no error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QColor, QImage, QPixmap, QRgba64
from PySide6.QtWidgets import QWidget

from engine.pictures.given_pixels import Pixels, from_pixels
from engine.pictures.picture import PictureError
from engine.slices import finish
from engine.state.view import FromFile, Source, View
from gui.controllers import clipboard
from gui.controllers.clipboard import ClipboardPixels, image_of
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store
from gui.window.opening import Opening
from gui.window.remembered import Remembered
from gui.window.schedules import Schedules
from gui.window.sessions import Sessions

Format = QImage.Format
COLOURS = [[(250, 10, 20), (0, 128, 255)], [(1, 2, 3), (90, 80, 70)], [(255, 255, 255), (0, 0, 0)]]


def image(kind: QImage.Format, alpha: int = 255) -> QImage:
    """3 rows of 2 columns; lines of most formats are padded."""
    made = QImage(2, 3, kind)
    for y, row in enumerate(COLOURS):
        for x, colour in enumerate(row):
            made.setPixelColor(x, y, QColor(*colour, alpha))
    return made


def mime_of(data: Any) -> QMimeData:
    mime = QMimeData()
    mime.setImageData(data)
    return mime


@pytest.mark.parametrize(
    "kind", [Format.Format_RGB32, Format.Format_RGB888, Format.Format_BGR888, Format.Format_RGBX8888]
)
def test_opaque_images_become_rgb(kind: QImage.Format) -> None:
    pixels = ClipboardPixels(image(kind))[:]
    assert pixels.dtype == np.uint8
    assert pixels.tolist() == [[list(colour) for colour in row] for row in COLOURS]


@pytest.mark.parametrize(
    "kind", [Format.Format_ARGB32, Format.Format_ARGB32_Premultiplied, Format.Format_RGBA8888]
)
def test_alpha_is_straight(kind: QImage.Format) -> None:
    pixels = ClipboardPixels(image(kind, alpha=128))[:]
    assert (pixels[..., 3] == 128).all()
    assert np.abs(pixels[..., :3].astype(int) - np.array(COLOURS)).max() <= 1


def test_16_bits_stay_16_bits() -> None:
    made = QImage(1, 1, Format.Format_RGBX64)
    made.setPixelColor(0, 0, QColor(QRgba64.fromRgba64(1000, 2001, 65535, 65535)))
    pixels = ClipboardPixels(made)[:]
    assert pixels.dtype == np.uint16
    assert pixels.tolist() == [[[1000, 2001, 65535]]]
    gray = QImage(3, 1, Format.Format_Grayscale16)
    gray.fill(0)
    assert ClipboardPixels(gray)[:].dtype == np.uint16


def test_pixels_outlive_their_image() -> None:
    made = image(Format.Format_RGBA8888)
    pixels = ClipboardPixels(made)[:]
    made.fill(0)
    del made
    assert pixels[0, 0].tolist() == [250, 10, 20, 255]


@pytest.mark.parametrize("alpha", [255, 128])
@pytest.mark.parametrize(
    "kind",
    [Format.Format_RGB888, Format.Format_ARGB32_Premultiplied, Format.Format_RGBA64, Format.Format_RGBX64],
)
def test_some_rows_are_those_of_the_whole(kind: QImage.Format, alpha: int) -> None:
    pixels = ClipboardPixels(image(kind, alpha))
    whole = pixels[:]
    assert (whole.shape, whole.dtype) == (pixels.shape, pixels.dtype)
    np.testing.assert_array_equal(np.concatenate([pixels[:1], pixels[1:3]]), whole)


def test_the_size_is_asked_before_anything_is_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.pictures.formats.MAX_PIXELS", 5)
    monkeypatch.setattr(clipboard, "np", None)
    pixels = ClipboardPixels.__new__(ClipboardPixels)
    pixels.shape, pixels.dtype = (3, 2, 4), np.dtype(np.uint8)
    with pytest.raises(PictureError, match="pasted picture has 2 x 3 pixels"):
        finish(from_pixels(pixels, "pasted picture"))


class Opened(QObject):
    """What a window would open."""

    opened, failed, cancelled = Signal(object), Signal(str), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Source] = []
        self.pasted: list[tuple[str, Pixels]] = []
        self.opening = Opening(
            cast("QWidget", None),
            Store(View()),
            cast("Pictures", self),
            cast("Sessions", None),
            cast("Schedules", None),
            Remembered(None),
        )

    def open(self, source: Source) -> None:
        self.files.append(source)

    def paste(self, name: str, pixels: Pixels) -> None:
        self.pasted.append((name, pixels))


@pytest.mark.parametrize("data", ["text", 5, b"bytes", None, [1, 2], QImage()])
def test_data_that_are_no_image_are_no_error(data: Any) -> None:
    assert image_of(mime_of(data)) is None
    assert not Opened().opening.take(mime_of(data), "a")


def test_a_pasted_image_is_converted_only_when_it_is_opened(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (image(Format.Format_RGB32), QPixmap.fromImage(image(Format.Format_RGB32))):
        opened = Opened()
        assert opened.opening.take(mime_of(data), "pasted picture")
        QCoreApplication.processEvents()  # it is opened in a moment
        ((name, pixels),) = opened.pasted
        assert name == "pasted picture"
        assert pixels[:].tolist() == [[list(colour) for colour in row] for row in COLOURS]


def test_a_file_comes_before_its_icon(qapp: object) -> None:
    mime = mime_of(image(Format.Format_RGB32))
    mime.setUrls([QUrl.fromLocalFile(str(Path("/some/picture.png")))])
    opened = Opened()
    assert opened.opening.take(mime, "a")
    QCoreApplication.processEvents()
    assert opened.files == [FromFile(Path("/some/picture.png"))]
