"""The timeline, driven by mouse and keys, and playback against a clock that the test turns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from gui.style import THEMES, stylesheet
from gui.timeline.playback import Playback
from gui.timeline.timeline import Timeline
from gui.widgets.number_field import NumberField
from tests.gui.find import find

LEFT = Qt.MouseButton.LeftButton
SHIFT, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


class Clock:
    """Seconds, as the test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Shown:
    """A timeline on the screen, its parts, and what it said."""

    def __init__(self, qtbot: QtBot, width: int = 1000) -> None:
        self.qtbot = qtbot
        self.clock = Clock()
        self.timeline = Timeline(self.clock)
        self.said: list[int] = []
        self.timeline.changed.connect(self.said.append)
        self.timeline.marks_wanted.connect(self.timeline.show_marks)
        qtbot.addWidget(self.timeline)
        self.timeline.setStyleSheet(stylesheet(THEMES["dark"]))
        self.timeline.resize(width, 54)
        self.timeline.show()
        self.slider = find(self.timeline, QSlider, "timestep_slider")
        self.field = find(self.timeline, NumberField, "timestep")
        self.speed = find(self.timeline, NumberField, "speed")

    def button(self, name: str) -> QAbstractButton:
        return find(self.timeline, QAbstractButton, name)

    def handle_centre(self) -> float:
        option = QStyleOptionSlider()
        self.slider.initStyleOption(option)
        part, control = QStyle.SubControl.SC_SliderHandle, QStyle.ComplexControl.CC_Slider
        rect = self.slider.style().subControlRect(control, option, part, self.slider)
        return rect.left() + rect.width() / 2

    def press(self, x: int, y: int = 14) -> None:
        QTest.mousePress(self.slider, LEFT, PLAIN, QPoint(x, y))

    def drag(self, x: int) -> None:
        QTest.mouseMove(self.slider, QPoint(x, 14))

    def release(self, x: int) -> None:
        QTest.mouseRelease(self.slider, LEFT, PLAIN, QPoint(x, 14))

    def colour_at(self, x: int, y: int) -> QColor:
        """Of a pixel of the slider."""
        return self.slider.grab().toImage().pixelColor(x, y)

    def turn_wheel(self, angle: int, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        place = QPointF(self.slider.mapTo(self.timeline, self.slider.rect().center()))
        QTest.wheelEvent(self.timeline.windowHandle(), place, QPoint(0, angle), QPoint(), modifiers)

    def play_until(self, seconds: float, t: int) -> None:
        """Turn the clock; the real timer shows it."""
        self.clock.now += seconds
        self.qtbot.waitUntil(lambda: self.timeline.t == t)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_it_begins_at_the_clean_picture_of_1000_steps(shown: Shown) -> None:
    assert (shown.timeline.t, shown.timeline.steps, shown.timeline.page) == (0, 1000, 10)
    assert (shown.field.text(), shown.speed.text()) == ("0", "10 s")
    assert not shown.timeline.playing


@pytest.mark.parametrize("steps", [1, 10, 1000, 100_000])
@pytest.mark.parametrize("width", [700, 1000, 1600])
def test_a_click_in_the_track_brings_the_centre_of_the_handle_there(
    qtbot: QtBot, steps: int, width: int
) -> None:
    shown = Shown(qtbot, width)
    shown.timeline.show_steps(steps)
    room = shown.slider.width() - 14
    for x in (shown.slider.width() - 30, shown.slider.width() // 2, shown.slider.width() // 3 + 1):
        shown.press(x)
        assert abs(shown.handle_centre() - x) <= max(1.0, room / steps / 2 + 1)
        assert shown.timeline.t == round((x - 7) / room * steps)
        shown.release(x)
        assert int(shown.field.text()) == shown.slider.value() == shown.timeline.t


def test_both_ends_are_reached_and_nothing_beyond(shown: Shown) -> None:
    shown.press(300)
    for x, t in ((5000, 1000), (-5000, 0), (shown.slider.width() - 1, 1000), (0, 0)):
        shown.drag(x)
        assert shown.timeline.t == t
    shown.release(0)
    assert shown.said[-4:] == [1000, 0, 1000, 0]


def test_a_drag_goes_on_from_the_click_and_ends_with_the_release(shown: Shown) -> None:
    shown.press(200, y=2)
    shown.drag(260)
    assert abs(shown.handle_centre() - 260) <= 1
    shown.release(260)
    t = shown.timeline.t
    shown.drag(400)
    assert shown.timeline.t == t


def test_a_press_on_the_handle_moves_nothing_and_keeps_its_distance(shown: Shown) -> None:
    shown.timeline.show_t(500)
    centre = shown.handle_centre()
    shown.press(int(centre) + 5)
    assert (shown.timeline.t, shown.said) == (500, [])
    shown.drag(int(centre) + 45)
    assert abs(shown.handle_centre() - (centre + 40)) <= 1
    shown.release(int(centre) + 45)


def test_the_other_mouse_buttons_move_nothing(shown: Shown) -> None:
    QTest.mouseClick(shown.slider, Qt.MouseButton.RightButton, PLAIN, QPoint(300, 14))
    assert shown.said == []


def test_each_timestep_of_the_longest_schedule_can_be_reached(shown: Shown) -> None:
    shown.timeline.show_steps(100_000)
    shown.timeline.go_to(99_998)
    shown.slider.setFocus()
    QTest.keyClick(shown.slider, Qt.Key.Key_Right)
    assert (shown.timeline.t, shown.field.text()) == (99_999, "99999")
    assert shown.timeline.page == 1000


def test_keys_over_the_slider(shown: Shown) -> None:
    shown.timeline.show_t(500)
    for key, modifiers, t in (
        (Qt.Key.Key_Right, PLAIN, 501),
        (Qt.Key.Key_Left, PLAIN, 500),
        (Qt.Key.Key_Right, SHIFT, 510),
        (Qt.Key.Key_Left, SHIFT, 500),
        (Qt.Key.Key_End, PLAIN, 1000),
        (Qt.Key.Key_Right, PLAIN, 1000),
        (Qt.Key.Key_Home, PLAIN, 0),
        (Qt.Key.Key_Left, SHIFT, 0),
    ):
        QTest.keyClick(shown.slider, key, modifiers)
        assert shown.timeline.t == t
    assert shown.said == [501, 500, 510, 500, 1000, 0]


def test_the_wheel_steps_and_adds_up_parts_of_a_notch(shown: Shown) -> None:
    shown.timeline.show_t(500)
    shown.turn_wheel(120)
    assert shown.timeline.t == 500  # the wheel changes nothing that has not the focus
    shown.slider.setFocus()
    shown.qtbot.waitUntil(shown.slider.hasFocus)
    for angle, t in ((120, 501), (-240, 499), (60, 499), (60, 500), (-30, 500), (-90, 499)):
        shown.turn_wheel(angle)
        assert shown.timeline.t == t
    shown.turn_wheel(120, SHIFT)
    assert shown.timeline.t == 509


def test_the_buttons(shown: Shown) -> None:
    for name, t in (("last", 1000), ("previous", 999), ("next", 1000), ("next", 1000), ("first", 0)):
        QTest.mouseClick(shown.button(name), LEFT)
        assert (shown.timeline.t, shown.field.text()) == (t, str(t))
    assert shown.said == [1000, 999, 1000, 0]


def test_a_typed_timestep_is_followed_on_enter_and_never_becomes_another(shown: Shown) -> None:
    shown.field.setFocus()
    shown.field.selectAll()
    QTest.keyClicks(shown.field, "42")
    assert (shown.timeline.t, shown.said) == (0, [])
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.timeline.t, shown.slider.value(), shown.said) == (42, 42, [42])
    shown.field.selectAll()
    QTest.keyClicks(shown.field, "5000")
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.field.text(), shown.timeline.t, shown.said) == ("5000", 42, [42])


def test_what_is_shown_is_said_to_nobody(shown: Shown) -> None:
    shown.timeline.show_t(320)
    shown.timeline.show_steps(100)
    assert (shown.timeline.t, shown.field.text(), shown.slider.maximum()) == (100, "100", 100)
    shown.timeline.show_t(-5)
    assert shown.timeline.t == 0
    shown.timeline.show_t(10**6)
    assert shown.timeline.t == 100
    shown.timeline.show_theme(THEMES["light"])
    assert shown.said == []


def test_going_somewhere_is_said_once_and_only_when_it_is_elsewhere(shown: Shown) -> None:
    shown.timeline.go_to(7)
    shown.timeline.go_to(7)
    shown.timeline.step_by(-100)
    shown.timeline.step_by(-1)
    shown.timeline.go_to(10**9)
    assert shown.said == [7, 0, 1000]


def test_no_number_moves_anything(shown: Shown) -> None:
    def places() -> list[object]:
        return [
            widget.geometry() for widget in (shown.slider, shown.field, shown.speed, shown.button("last"))
        ]

    before = places()
    shown.timeline.show_steps(100_000)
    shown.timeline.show_t(100_000)
    shown.speed.setValue(3599.99)
    QApplication.processEvents()
    assert places() == before
    metrics = shown.field.fontMetrics()
    assert metrics.horizontalAdvance("100000") + 6 <= shown.field.lineEdit().width()
    assert metrics.horizontalAdvance("3599.99 s") + 6 <= shown.speed.lineEdit().width()


def test_playback_goes_by_the_clock_and_starts_again_at_0(shown: Shown) -> None:
    shown.timeline.show_t(900)
    QTest.mouseClick(shown.button("play"), LEFT)
    assert shown.timeline.playing
    assert shown.button("play").accessibleName() == "pause"
    shown.play_until(0.5, 950)
    shown.play_until(0.5, 1000)
    shown.play_until(0.0625, 5)  # 1006.25 steps after 0; 1001 states
    shown.timeline.toggle_play()
    assert not shown.timeline.playing
    assert shown.button("play").accessibleName() == "play"
    assert shown.said == [950, 1000, 5]


def test_many_small_ticks_lose_no_time(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    for t in range(1, 33):
        shown.play_until(1 / 128, t * 100 // 128)
    shown.timeline.show_playing(False)
    assert shown.timeline.t == 25
    assert shown.said == list(range(1, 26))


def test_the_speed_holds_from_where_playback_is(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    shown.play_until(1.0, 100)
    shown.speed.setValue(1)
    shown.play_until(0.25, 350)
    shown.speed.setValue(1001)
    shown.play_until(2.0, 352)
    shown.timeline.show_playing(False)


def test_a_speed_in_timesteps_a_second_is_the_same_for_any_t(shown: Shown) -> None:
    shown.timeline.show_by_timesteps(True)
    assert shown.speed.text() == "100 /s"  # as fast as it was, 1001 states in 10 s
    shown.speed.setValue(20)
    shown.timeline.show_playing(True)
    shown.play_until(1.0, 20)
    shown.timeline.show_steps(500)
    shown.play_until(1.0, 40)
    shown.timeline.show_steps(6)
    assert find(shown.timeline, Playback).pace == 20 == 7 / 0.35  # no more than three passes a second
    shown.timeline.show_steps(5)
    assert find(shown.timeline, Playback).pace == 6 / 0.35
    shown.timeline.show_by_timesteps(False)
    assert shown.speed.text() == "10 s"
    shown.timeline.show_playing(False)


def test_playback_goes_on_from_a_click_and_waits_while_the_handle_is_held(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    shown.play_until(1.0, 100)
    x = shown.slider.width() // 2
    shown.press(x)
    clicked = shown.timeline.t
    assert clicked > 400
    ticks: list[int] = []
    find(shown.timeline, Playback).reached.connect(ticks.append)
    shown.clock.now += 1.0
    shown.qtbot.waitUntil(lambda: len(ticks) >= 2)
    assert shown.timeline.t == clicked
    shown.release(x)
    shown.play_until(0.5, clicked + 50)
    shown.timeline.show_t(10)
    shown.play_until(0.5, 60)
    shown.timeline.show_playing(False)


def test_typing_a_timestep_stops_playback(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    shown.field.setFocus()
    shown.field.selectAll()
    QTest.keyClicks(shown.field, "7")
    assert not shown.timeline.playing
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert shown.timeline.t == 7


def test_fewer_steps_while_playing(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    shown.play_until(9.0, 900)
    shown.timeline.show_steps(10)
    assert shown.timeline.t == 10
    shown.play_until(2.0, 1)  # 11 states in 10 s: two steps, the first to 0
    shown.timeline.show_playing(False)


def test_no_more_than_three_passes_a_second_however_few_the_steps(shown: Shown) -> None:
    shown.timeline.show_steps(10)
    shown.speed.setFocus()
    shown.speed.selectAll()
    QTest.keyClicks(shown.speed, "0.01")
    QTest.keyClick(shown.speed, Qt.Key.Key_Return)
    assert shown.speed.value() == 10  # refused
    shown.speed.setValue(0.01)
    assert 1 / shown.speed.value() < 3
    shown.timeline.show_playing(True)
    shown.play_until(0.35 * 5.5 / 11, 5)
    shown.timeline.show_playing(False)


def test_playback_goes_down_within_bounds_and_ends_once(shown: Shown) -> None:
    shown.timeline.show_playback("once", down=True)
    shown.timeline.show_marks((0.1, 0.3))
    shown.timeline.show_t(300)
    shown.timeline.show_playing(True)
    shown.play_until(5.0, 200)
    shown.play_until(9.0, 100)
    assert not shown.timeline.playing
    assert shown.button("play").accessibleName() == "play"
    shown.timeline.toggle_play()  # begins again
    shown.play_until(5.0, 200)
    shown.timeline.show_playing(False)


def test_the_marks_over_the_track_are_dragged_and_playback_goes_between_them(shown: Shown) -> None:
    room = shown.slider.width() - 14

    def place(t: int) -> int:
        return round(7 + t / 1000 * room)

    def drag_mark(start: int, end: int) -> None:
        shown.press(place(start), y=3)
        QTest.mouseMove(shown.slider, QPoint(place(end), 3))
        shown.release(place(end))

    colours = THEMES["dark"]
    assert shown.colour_at(place(0), 2) == shown.colour_at(place(1000), 2) != QColor(colours.accent)
    drag_mark(0, 200)
    drag_mark(1000, 210)
    assert shown.said == []  # t itself has not moved
    assert shown.colour_at(place(200), 2) == QColor(colours.accent)
    low, high = (round((place(t) - 7) / room * 1000) for t in (200, 210))
    shown.timeline.show_t(low)
    shown.timeline.show_playing(True)
    shown.play_until(10.0 * (high - low) / (high - low + 1) + 0.01, high)
    shown.play_until(10.0 / (high - low + 1), low)  # begins again
    shown.timeline.show_playing(False)
    drag_mark(low, 900)  # not past the other one: two timesteps are left
    shown.timeline.show_playing(True)
    shown.play_until(6.0, high)
    shown.play_until(5.0, high - 1)
    shown.timeline.show_playing(False)
    shown.timeline.show_t(800)
    shown.press(place(high))  # lower down it is the timestep
    assert shown.timeline.t == high


def test_it_knows_how_many_timesteps_a_second_are_to_be_seen(shown: Shown) -> None:
    assert shown.timeline.rate == 0
    shown.timeline.show_playing(True)
    assert shown.timeline.rate == 62.5  # of 100 a second, as many as there are ticks
    shown.timeline.show_marks((0, 0.099))
    assert shown.timeline.rate == 10
    shown.timeline.show_playing(False)
    assert shown.timeline.rate == 0


def test_playback_keeps_its_parts_of_another_number_of_steps(shown: Shown) -> None:
    shown.timeline.show_playback("once")
    shown.timeline.show_marks((0.1, 0.5))
    for steps in (1000, 800):
        shown.timeline.show_steps(steps)
        shown.timeline.show_t(0)
        shown.timeline.show_playing(True)
        shown.play_until(11.0, steps // 2)
    shown.timeline.show_marks(None)
    shown.timeline.show_playing(True)
    shown.play_until(11.0, 800)


def test_a_swing_keeps_its_way_through_a_change_of_speed(shown: Shown) -> None:
    shown.timeline.show_steps(4)
    shown.timeline.show_playback("swing")
    shown.timeline.show_t(0)
    shown.timeline.show_playing(True)
    shown.play_until(2.0 * 5, 3)  # 1 2 3 4 3
    shown.speed.setValue(5)
    shown.play_until(1.0, 2)
    shown.play_until(3.0, 1)  # 1 0 1
    shown.timeline.show_playing(False)


KEPT = (0, 100, 250, 600, 1000)


def test_where_only_some_timesteps_are_there_everything_goes_from_one_to_the_next(shown: Shown) -> None:
    shown.timeline.show_steps(1000, KEPT)
    assert shown.said == []
    shown.timeline.step_by(1)
    QTest.mouseClick(shown.button("next"), LEFT)
    shown.slider.setFocus()
    QTest.keyClick(shown.slider, Qt.Key.Key_Right)
    QTest.keyClick(shown.slider, Qt.Key.Key_Left)
    shown.timeline.go_to(500)
    shown.timeline.go_to(130)
    shown.timeline.step_by(99)
    assert shown.said == [100, 250, 600, 250, 600, 100, 1000]
    for x in range(0, shown.slider.width(), 7):
        shown.press(x)
        assert shown.timeline.t in KEPT
        shown.release(x)
    shown.timeline.show_t(0)
    shown.timeline.show_playing(True)
    shown.play_until(6.0, 600)
    shown.timeline.show_playing(False)
    shown.field.selectAll()
    QTest.keyClicks(shown.field, "650")
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.field.text(), shown.timeline.t) == ("650", 600)
    shown.timeline.show_steps(1000)
    shown.timeline.go_to(650)
    assert shown.timeline.t == 650


def test_each_of_the_timesteps_that_are_there_has_a_tick_under_the_handle(shown: Shown) -> None:
    def column(x: int) -> QColor:
        return shown.slider.grab().toImage().pixelColor(x, shown.slider.height() - 1)

    shown.timeline.show_t(600)
    x = int(shown.handle_centre())
    plain = column(x)
    shown.timeline.show_steps(1000, KEPT)
    places = [n for n in (x - 1, x, x + 1) if column(n) != plain]
    assert len(places) == 1
    assert column(x + 20) == plain
    shown.timeline.show_steps(1000)
    assert column(places[0]) == plain


def test_starting_and_stopping_twice(shown: Shown) -> None:
    for playing in (True, True, False, False):
        shown.timeline.show_playing(playing)
        assert shown.timeline.playing == playing
    shown.timeline.show_playing(True)
    shown.timeline.show_playing(True)
    shown.play_until(0.5, 50)
    shown.timeline.show_playing(False)
    shown.clock.now += 100
    shown.timeline.show_playing(True)  # the pause does not count
    shown.play_until(0.5, 100)
    shown.timeline.show_playing(False)


def test_a_closed_timeline_stops_playing(shown: Shown) -> None:
    shown.timeline.show_playing(True)
    shown.timeline.close()
    assert not shown.timeline.playing


def test_every_control_has_a_name_and_a_tooltip_with_its_key(shown: Shown) -> None:
    keys = {"first": "Home", "previous": "Left", "play": "Space", "next": "Right", "last": "End"}
    for name, key in keys.items():
        assert f"({key}" in shown.button(name).toolTip()
    for widget in (shown.slider, shown.field, shown.speed, *map(shown.button, keys)):
        assert widget.accessibleName()
        assert widget.toolTip()
