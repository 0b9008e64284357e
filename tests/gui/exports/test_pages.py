"""Figures and contact sheets are opened by other readers: pypdf, an XML parser, Pillow."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageColor
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.exports.settings import FigureSettings, SheetSettings
from engine.exports.state_in_png import state_in
from engine.jobs import FindFacts, Gather, Render
from engine.open_jobs import OpenPixels
from engine.requests import Frame, Request
from engine.scenes import Row
from engine.scenes.pinned import MODES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.quantities import QUANTITIES
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.pinning import compare_as, pin
from engine.state.shots import Way
from engine.state.view import View
from gui import style
from gui.exports.figure import Figure
from gui.exports.figure_curves import places_in, rows_of_page, rows_of_screen, shared
from gui.exports.page_task import Content
from gui.exports.pdf_update import with_text
from gui.exports.sheet import Sheet, shown_in
from gui.formulas.formula import Formula, formula
from gui.formulas.glyphs import face
from gui.images import frame_painter
from gui.style import GAP

SIZE = (96, 48)
PIXELS = np.random.default_rng(2).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
CURVES = CurveLooks()
TEXT = '{"t": 300, "name": "<a & b>"}'
SMALL = FigureSettings(width=85, dpi=96, caption=True)
CAPTION = "a picture; t = 300"


@pytest.fixture
def request_(simulator: Simulator, qapp: QApplication) -> Request:
    opened = finish(simulator.run(OpenPixels("a picture", PIXELS, None)))
    return Request(View(t=300), opened.id, (1, 1), (1, 1))


def frames_of(simulator: Simulator, content: Content) -> list[Frame]:
    requests = [content.request(number) for number in range(content.count)]
    material = finish(simulator.run(Gather(requests[0])))
    return [finish(simulator.run(Render(request, material))) for request in requests]


def figure(request: Request, settings: FigureSettings) -> Figure:
    return Figure(request, SIZE, CURVES, settings, CAPTION, TEXT)


def cells_of(frame: Frame) -> list[np.ndarray[Any, Any]]:
    pixels = frame.pixels[..., 2::-1]
    return [pixels[c.y : c.y + c.height, c.x : c.x + c.width] for c in frame.cells]


def all_there(images: list[np.ndarray[Any, Any]], frame: Frame) -> bool:
    return all(any(np.array_equal(cell, image) for image in images) for cell in cells_of(frame))


def images_of(root: ET.Element) -> list[np.ndarray[Any, Any]]:
    """The images of an SVG."""
    found = root.iter("{http://www.w3.org/2000/svg}image")
    links = [each.attrib["{http://www.w3.org/1999/xlink}href"] for each in found]
    data = [base64.b64decode(each.split(",")[1]) for each in links]
    return [np.asarray(Image.open(io.BytesIO(each)).convert("RGB")) for each in data]


def test_a_pdf_has_its_size_letters_lines_and_the_pixels_of_the_engine(
    simulator: Simulator, request_: Request
) -> None:
    made = figure(request_, replace(SMALL, format="pdf"))
    frames = frames_of(simulator, made)
    data = made.data(frames)
    assert with_text(data, range(5, 60), face(13)) == data  # whose glyphs have other numbers
    reader = pypdf.PdfReader(io.BytesIO(data))
    (page,) = reader.pages
    assert float(page.mediabox.width) * 25.4 / 72 == pytest.approx(85, abs=1e-4)
    words = page.extract_text().replace("\t", " ")
    assert CAPTION in words
    assert "t = 300" in words
    formulas = re.sub(r"\s", "", words)
    # Letters of mathematical alphabets too, and what is painted as strokes, as they are read.
    expected = ("x300=0.6296x0+0.7769ε", "mean√α\u0304tx0", "samplext", "βt")
    assert all(each in formulas for each in expected), formulas
    assert "sample" in words
    contents = page.get_contents()
    assert contents is not None
    lines = re.findall(rb"(?<= )l\n", contents.get_data())
    assert len(lines) > 600  # curves of hundreds of points, not of pixels
    images = [np.asarray(each.image.convert("RGB")) for each in page.images if each.image is not None]
    assert all_there(images, frames[0])
    assert reader.attachments["view.json"][0].decode() == TEXT
    fonts = {str(font["/BaseFont"]) for font in page["/Resources"]["/Font"].values() if "/BaseFont" in font}  # type: ignore[index]
    assert any("STIX" in name for name in fonts), fonts


def test_an_svg_has_paths_letters_the_pixels_of_the_engine_and_its_width(
    simulator: Simulator, request_: Request
) -> None:
    made = figure(request_, replace(SMALL, format="svg"))
    frames = frames_of(simulator, made)
    root = ET.fromstring(made.data(frames))
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["width"] == "85mm"
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert float(root.attrib["height"].removesuffix("mm")) == pytest.approx(85 * high / wide, abs=0.001)
    description = root.find(f"{space}desc")
    assert description is not None
    assert description.text == TEXT
    texts = "".join(root.itertext()).replace(TEXT, "")
    assert CAPTION in texts
    families = {each.attrib["font-family"] for each in root.iter() if "font-family" in each.attrib}
    assert families  # where this font is missing, another one without serifs is taken
    assert all(each.endswith(", sans-serif") for each in families)
    assert {each.split("'")[1] for each in families} <= set(QFontDatabase.families())
    points = [len(each.attrib["points"].split()) for each in root.iter(f"{space}polyline")]
    assert max(points) > 200
    assert len(list(root.iter(f"{space}path"))) > 10  # of formulas
    assert all_there(images_of(root), frames[0])


def test_an_svg_of_a_wipe_has_of_each_image_what_is_seen_of_it(
    simulator: Simulator, request_: Request
) -> None:
    wipe = compare_as(mode="wipe", edge=0.25).run(pin().run(request_.view))
    made = figure(replace(request_, view=replace(wipe, t=700)), replace(SMALL, format="svg"))
    frames = frames_of(simulator, made)
    images = images_of(ET.fromstring(made.data(frames)))
    width = frames[0].cells[0].width
    left, right = (image.shape[1] for image in images)
    assert left == pytest.approx(0.25 * width, abs=2)
    assert left + right in (width, width + 1)  # an edge within a pixel is in both
    a, b = cells_of(frames[0])
    assert np.array_equal(images[0], a[:, :left])
    assert np.array_equal(images[1], b[:, width - right :])


def test_where_a_title_has_no_room_the_short_one_is_painted(
    simulator: Simulator, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []

    def record(tex: str, size: float) -> Formula:
        painted.append(tex)
        return formula(tex, size)

    monkeypatch.setattr(frame_painter, "formula", record)
    view = replace(pin().run(request_.view), seed=7)
    for width, title in ((170, r"\text{A: seed 0}"), (20, r"\mathrm{A}")):
        made = figure(replace(request_, view=view), replace(SMALL, width=width, format="svg", part="images"))
        painted.clear()
        made.data(frames_of(simulator, made))
        assert ([text for text in painted if "A" in text] or [""])[-1] == title


def test_a_png_has_its_resolution_the_view_and_the_pixels_of_the_engine(
    simulator: Simulator, request_: Request
) -> None:
    made = figure(request_, replace(SMALL, format="png", dpi=300))
    frames = frames_of(simulator, made)
    data = made.data(frames)
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["dpi"][0] == pytest.approx(300, abs=0.1)
        assert image.width == round(85 / 25.4 * 300)
        assert image.mode == "RGB"
        pixels = np.asarray(image)
    assert state_in(data) == TEXT
    preview = made.image(frames)
    seen = np.frombuffer(preview.constBits(), np.uint8).reshape(preview.height(), preview.width(), -1)
    assert np.array_equal(seen[..., 2::-1], pixels)
    cell = cells_of(frames[0])[1]
    height, width = cell.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(pixels[..., 0], (1, width))
    rows = np.argwhere((windows[:, :, 0, :] == cell[0, :, 0]).all(-1))
    assert any(np.array_equal(pixels[y : y + height, x : x + width], cell) for y, x in rows)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_transparent_ground_lets_the_page_shine_through(
    simulator: Simulator, request_: Request, colours: str
) -> None:
    settings = replace(SMALL, format="png", part="curves", colours=colours, transparent=True)
    made = figure(request_, settings)
    with Image.open(io.BytesIO(made.data(frames_of(simulator, made)))) as image:
        assert image.mode == "RGBA"
        pixels = np.asarray(image).astype(int)
    assert pixels[0, 0, 3] == 0
    letters = pixels[pixels[..., 3] == 255][:, :3]
    assert (letters.sum(1).min() < 150) == (colours == "light")


@pytest.mark.parametrize("colours", style.THEMES)
def test_the_ground_of_a_page_has_one_colour(simulator: Simulator, request_: Request, colours: str) -> None:
    content = figure(request_, replace(SMALL, format="png", part="images", colours=colours))
    pixels = np.asarray(Image.open(io.BytesIO(content.data(frames_of(simulator, content)))).convert("RGB"))
    band, card = (ImageColor.getrgb(getattr(style.THEMES[colours], name)) for name in ("band", "card"))
    assert (pixels == card).all(axis=-1).any()
    assert not (pixels == band).all(axis=-1).any()


def test_a_figure_can_have_every_curve(simulator: Simulator, request_: Request) -> None:
    made = Figure(
        request_,
        SIZE,
        CurveLooks(names=tuple(QUANTITIES)),
        replace(SMALL, format="svg", part="curves"),
        CAPTION,
        TEXT,
    )
    words = "".join(ET.fromstring(made.data(frames_of(simulator, made))).itertext())
    assert words.split().count("1000") >= len(QUANTITIES)  # each has its axis of t


@pytest.mark.parametrize("width", [85, 170])
def test_curves_of_a_flow_say_on_a_page_what_they_are_of(
    simulator: Simulator, request_: Request, width: int
) -> None:
    """In a heading, or where that has no room in the symbol."""
    view = replace(request_.view, schedule=ScheduleChoice("flow"))
    settings = replace(SMALL, format="pdf", part="curves", width=width)
    made = figure(replace(request_, view=view), settings)
    (page,) = pypdf.PdfReader(io.BytesIO(made.data(frames_of(simulator, made)))).pages
    words = re.sub(r"\s", "", page.extract_text())
    assert words.count("VPpath,sameSNR") == 2 * (width == 170)
    assert words.count("VP") == (4 if width == 170 else 2)
    assert "signalpowerleft" not in words


def test_the_ground_reaches_the_edges_of_a_page_of_pdf(simulator: Simulator, request_: Request) -> None:
    for width in (85, 87, 89):
        made = figure(request_, replace(SMALL, format="pdf", part="curves", colours="dark", width=width))
        (page,) = pypdf.PdfReader(io.BytesIO(made.data(frames_of(simulator, made)))).pages
        contents = page.get_contents()
        assert contents is not None
        assert float(page.mediabox.width) == pytest.approx(width / 25.4 * 72, abs=1e-4)
        numbers = rb"^(\S+) 0 0 -?\S+ \S+ \S+ cm"
        points, units, *_ = map(float, re.findall(numbers, contents.get_data(), re.MULTILINE))
        (ground,) = re.findall(rb"^0 0 (\S+) (\S+) re\nf", contents.get_data(), re.MULTILINE)[:1]
        painted = [float(side) * units * points for side in ground]
        assert 0 <= painted[0] - float(page.mediabox.width) < 1.05
        assert painted[1] == pytest.approx(float(page.mediabox.height), abs=0.05)


@pytest.mark.parametrize(
    ("count", "rows"), [(0, []), (1, [1]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3]), (7, [3, 2, 2])]
)
def test_curves_on_a_page_stand_in_rows_that_are_as_long_as_each_other(count: int, rows: list[int]) -> None:
    found = rows_of_page(["beta"] * count, 391)  # 85 mm with text of 8 points: room for three
    assert found == len(rows)
    assert shared(count, found) == rows if count else not rows


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (600, 600), (2000, 200)])
@pytest.mark.parametrize("count", range(1, 14))
def test_curves_that_fill_a_room_leave_no_place_empty(count: int, size: tuple[int, int]) -> None:
    room = QRectF(5, 7, *size)
    places = places_in(room, count, rows_of_screen(["beta"] * count, *size))
    assert len(places) == count
    assert all(room.adjusted(-0.01, -0.01, 0.01, 0.01).contains(place) for place in places)
    for row in {place.top() for place in places}:
        own = [place for place in places if place.top() == row]
        assert sum(place.width() for place in own) + GAP * (len(own) - 1) == pytest.approx(room.width())
        assert (own[0].left(), own[-1].right()) == pytest.approx((room.left(), room.right()))
    assert sum(place.height() for place in places if place.left() == room.left()) == pytest.approx(
        room.height()
    )
    if count == 3 and size == (1280, 720):
        assert [round(place.width() / place.height(), 1) for place in places] == [1.8, 1.8, 3.6]


def test_parts_of_a_figure_can_be_had_alone(simulator: Simulator, request_: Request) -> None:
    heights = {}
    for part in ("all", "images", "curves"):
        made = figure(request_, replace(SMALL, format="png", part=part, caption=False))
        with Image.open(io.BytesIO(made.data(frames_of(simulator, made)))) as image:
            heights[part] = image.height
    assert heights["images"] < heights["all"]
    assert heights["curves"] < heights["all"]


def test_the_large_images_take_the_width_of_a_column(simulator: Simulator, request_: Request) -> None:
    frame = frames_of(simulator, figure(request_, replace(SMALL, format="png", part="images")))[0]
    large = [cell for row, cell in zip(_rows_of(frame), frame.cells, strict=True) if row.large]
    assert sum(cell.width for cell in large) / 96 * 25.4 > 0.65 * 85  # the rest is their label and gaps
    assert large[0].width > 2 * frame.cells[-1].width


def _rows_of(frame: Frame) -> list[Row]:
    return [row for row in frame.grid.rows for _ in row.cells]


def test_a_figure_has_the_charts_of_its_scene(simulator: Simulator, request_: Request) -> None:
    facts = finish(simulator.run(FindFacts(request_.picture)))
    request = replace(request_, view=replace(request_.view, scene="plan"), facts=facts)
    made = figure(request, replace(SMALL, format="svg", width=170))
    grid = request.grid()
    words = "".join(ET.fromstring(made.data(frames_of(simulator, made))).itertext())
    assert grid.charts
    assert all(chart.question in words for chart in grid.charts)


def test_a_sheet_shows_each_timestep_with_its_pixels(
    simulator: Simulator, request_: Request, qtbot: QtBot
) -> None:
    settings = SheetSettings(format="png", width=85, dpi=150, across=2, shots=3)
    sheet = Sheet(request_, Way.of(settings, request_.view, None, SIZE), SIZE, settings, TEXT)
    frames = frames_of(simulator, sheet)
    assert [frame.request.view.t for frame in frames] == [0, 500, 1000]
    index = shown_in(request_.grid())
    assert index == 1  # the sample, not the mean
    data = sheet.data(frames)
    assert state_in(data) == TEXT
    with Image.open(io.BytesIO(data)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    height, width = pixels.shape[:2]
    cell = cells_of(frames[1])[index].astype(int)
    middle = pixels[: height // 2, width // 2 :]
    assert abs(middle.std() - cell.std()) < 30
    assert abs(pixels[-height // 8 :, width * 3 // 4 :] - 255).max() == 0  # three images leave a place


@pytest.mark.parametrize("mode", MODES)
def test_a_sheet_of_two_views_shows_both_of_each_timestep_with_their_names(
    simulator: Simulator, request_: Request, mode: str
) -> None:
    view = replace(pin().run(replace(request_.view, t=400)), seed=7)
    view = compare_as(mode=mode, edge=0.25).run(view)
    settings = SheetSettings(format="svg", width=170, dpi=150, across=2, shots=2)
    request = replace(request_, view=view, named=True)
    sheet = Sheet(request, Way.of(settings, view, None, SIZE), SIZE, settings, "")
    frames = frames_of(simulator, sheet)
    wanted = [cell for frame in frames for cell in cells_of(frame)]
    root = ET.fromstring(sheet.data(frames))
    images = images_of(root)
    if mode == "wipe":  # of B what is right of the edge
        wanted[1::2] = [each[:, round(0.25 * each.shape[1]) :] for each in wanted[1::2]]
    assert len(images) == len(wanted) == (2 if mode == "difference" else 4)
    assert all(np.array_equal(*pair) for pair in zip(images, wanted, strict=True))
    if mode == "side":
        assert np.array_equal(images[0], images[2])  # A stands where it was pinned
        assert not np.array_equal(images[1], images[3])
    words = "".join(root.itertext())
    assert words.count("A: t 400, seed 0") == 2
    assert "B: t 0, seed 7" in words
    assert "B: t 1000, seed 7" in words


def test_a_sheet_as_pdf_and_svg_has_its_width_titles_and_the_pixels_of_the_engine(
    simulator: Simulator, request_: Request
) -> None:
    for format in ("pdf", "svg"):
        settings = SheetSettings(format=format, width=85, dpi=150, across=2, shots=3)
        sheet = Sheet(request_, Way.of(settings, request_.view, None, SIZE), SIZE, settings, TEXT)
        frames = frames_of(simulator, sheet)
        wanted = [cells_of(frame)[shown_in(request_.grid())] for frame in frames]
        data = sheet.data(frames)
        if format == "pdf":
            (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
            width = float(page.mediabox.width) * 25.4 / 72
            words = page.extract_text()
            images = [np.asarray(each.image.convert("RGB")) for each in page.images if each.image is not None]
        else:
            root = ET.fromstring(data)
            width = float(root.attrib["width"].removesuffix("mm"))
            words = "".join(root.itertext()).replace(TEXT, "")
            found = root.iter("{http://www.w3.org/2000/svg}image")
            links = [each.attrib["{http://www.w3.org/1999/xlink}href"].split(",")[1] for each in found]
            images = [
                np.asarray(Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB")) for each in links
            ]
        assert width == pytest.approx(85, abs=0.15)
        assert format == "svg" or "500" in words  # in SVG formulas are paths
        assert all(any(np.array_equal(cell, image) for image in images) for cell in wanted)
