"""The badge on the schedule card and the list of findings that it opens."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.doctor import examine
from engine.schedules.transforms import Applied
from engine.state.change import Change
from engine.state.view import View
from gui.cards.findings import FindingList, FindingsBadge
from gui.cards.schedule_card import ScheduleCard
from gui.style import GAP, THEMES, stylesheet
from tests.gui.find import find

STABLE = ScheduleChoice("quadratic", 1000, (("beta_start", 0.00085), ("beta_end", 0.012)))


def shown(qtbot: QtBot, choice: ScheduleChoice) -> tuple[ScheduleCard, FindingsBadge]:
    card = ScheduleCard()
    qtbot.addWidget(card)
    card.resize(260, 300)
    card.show()
    card.show_view(View(schedule=choice))
    badge = find(card, FindingsBadge, "findings")
    badge.judge()
    return card, badge


def open_list(qtbot: QtBot) -> FindingList:
    card = shown(qtbot, STABLE)[0]
    card.setStyleSheet(stylesheet(THEMES["light"]))
    return FindingList(card)


def test_a_sound_schedule_has_no_badge_and_another_one_its_number(qtbot: QtBot) -> None:
    card, badge = shown(qtbot, ScheduleChoice())
    assert not badge.isVisible()
    card.show_view(View(schedule=STABLE))
    badge.judge()
    assert (badge.isVisible(), badge.text(), badge.accessibleName()) == (True, "1", "1 finding")
    assert "The terminal SNR is not zero" in badge.toolTip()
    reset = find(card, QToolButton, "reset_schedule")
    assert not badge.geometry().intersects(reset.geometry())
    assert reset.accessibleName() == "reset the schedule"  # there are other things to reset
    card.show_view(View(schedule=ScheduleChoice("linear", 20)))
    badge.judge()
    assert (badge.text(), badge.accessibleName()) == ("4", "4 findings")
    card.show_view(View(schedule=ScheduleChoice("cosine")))
    assert badge.text() == "…"  # and not the number of another schedule
    badge.judge()
    assert not badge.isVisible()


def test_the_list_says_why_and_applies_the_remedy(qtbot: QtBot) -> None:
    card, badge = shown(qtbot, STABLE)
    card.show_facts(Facts("hills", (1024, 683)))
    changes: list[Change] = []
    card.wanted.connect(changes.append)
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    popup = find(card, QFrame, "findings_popup")
    assert popup.isVisible()
    words = " ".join(label.text() for label in popup.findChildren(QLabel))
    assert "Warning: The terminal SNR is not zero" in words
    assert "black picture of 1024 x 683 pixels" in words
    assert "Lin et al. 2024, section 3.1" in words
    for label in popup.findChildren(QLabel):
        assert QRect(0, 0, popup.width(), 10_000).contains(label.geometry())
    button = find(popup, QPushButton, "apply_0")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not popup.isVisible()
    assert changes[-1].name == "Remedy: the terminal SNR is not zero"
    view = changes[-1].run(View(schedule=STABLE))
    assert view.schedule.transforms == (Applied("zero_terminal"),)
    card.show_view(view)
    badge.judge()
    assert not badge.isVisible()


@pytest.mark.parametrize("high", [240, 560, 1000])
def test_all_of_the_list_is_on_the_screen(high: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    room = QRect(0, 0, 700, high)
    monkeypatch.setattr(FindingList, "screen", lambda _: SimpleNamespace(availableGeometry=lambda: room))
    popup = open_list(qtbot)
    findings = examine(ScheduleChoice("linear", 20))
    assert len(findings) == 4
    for corner in (QPoint(200, 150), QPoint(650, high)):
        popup.open_at(findings, corner)
        assert room.contains(popup.frameGeometry())
    assert popup.height() > min(high, 560) - 2 * GAP - 2  # as much of it as there is room for
    popup.close()


@pytest.mark.parametrize("choice", [STABLE, ScheduleChoice("cosine")])
def test_a_short_list_is_as_high_as_what_it_says(choice: ScheduleChoice, qtbot: QtBot) -> None:
    popup = open_list(qtbot)
    popup.open_at(examine(choice), QPoint())
    area = find(popup, QScrollArea, "finding_list")
    inside = area.widget()
    assert inside is not None
    layout = inside.layout()
    assert layout is not None
    assert area.verticalScrollBar().maximum() == 0
    assert layout.heightForWidth(area.viewport().width()) == area.viewport().height()
    popup.close()


def test_the_picture_that_is_open_is_judged(qtbot: QtBot) -> None:
    card, badge = shown(qtbot, ScheduleChoice())
    card.show_facts(Facts("hills", (64, 64), (-1.0, 3.0)))
    badge.judge()
    assert (badge.isVisible(), badge.text()) == (True, "1")
    card.show_facts(Facts("hills", (64, 64), (-12.0, 12.0)))
    badge.judge()
    assert not badge.isVisible()


def test_the_open_list_is_of_the_picture_that_is_open_now(qtbot: QtBot) -> None:
    card, badge = shown(qtbot, STABLE)
    card.show_facts(Facts("hills", (512, 256)))
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    popup = find(card, QFrame, "findings_popup")
    button = popup.findChild(QPushButton, "apply_0")
    badge.judge()
    assert popup.findChild(QPushButton, "apply_0") is button  # which a hand may be about to press
    card.show_facts(Facts("hills", (1024, 512)))
    badge.judge()
    assert "black picture of 1024 x 512 pixels" in " ".join(
        each.text() for each in popup.findChildren(QLabel)
    )
    popup.close()
