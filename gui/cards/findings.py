"""What the doctor says of a schedule: a badge with the number of findings, and the list that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.schedules.doctor import examine, found_in
from gui.style import GAP, PAD
from gui.widgets.card import label, set_role
from gui.widgets.tooltips import describe

if TYPE_CHECKING:
    from engine.schedules.case import Facts, Finding
    from engine.schedules.choice import ScheduleChoice

WIDTH, MOST_HEIGHT = 420, 640
BORDER = 1


class FindingList(QFrame):
    """The findings, each with its sentence, its source and a button for its remedy. `wanted` is a change."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("findings_popup")
        self.findings: Sequence[Finding] = ()
        self._area = QScrollArea()
        self._area.setObjectName("finding_list")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(1)  # or a sentence would have the height of four
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.addWidget(self._area)

    def open_at(self, findings: Sequence[Finding], corner: QPoint) -> None:
        """Open at a corner, in global pixels, or as near to it as all of the list is on the screen."""
        self.findings = findings
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, PAD, 0)
        column.setSpacing(2 * GAP)
        for number, finding in enumerate(findings):
            column.addLayout(self._row(number, finding))
        if not findings:
            column.addWidget(_lines("The doctor finds nothing wrong with this schedule.", ""))
        column.addStretch(1)
        self._area.setWidget(inside)
        for each in (inside, *inside.findChildren(QWidget)):  # with their fonts they have their heights
            each.ensurePolished()
        around = 2 * (PAD + BORDER)
        width = WIDTH - around
        height = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        room = self.screen().availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
        self.resize(WIDTH, min(height + around, MOST_HEIGHT, room.height()))
        right, bottom = room.right() - self.width(), room.bottom() - self.height()
        self.move(max(room.left(), min(corner.x(), right)), max(room.top(), min(corner.y(), bottom)))
        self.show()
        self.setFocus()

    def _row(self, number: int, finding: Finding) -> QVBoxLayout:
        row = QVBoxLayout()
        row.setSpacing(4)
        title = _lines(f"{finding.severity.capitalize()}: {finding.title}", _ROLES[finding.severity])
        title.setObjectName(f"finding_{number}")
        row.addWidget(title)
        row.addWidget(_lines(f"{finding.number}.", "dim"))
        row.addWidget(_lines(finding.sentence, ""))
        row.addWidget(_lines(finding.source, "small"))
        if finding.remedy is not None:
            words = QHBoxLayout()
            words.addWidget(_lines(f"Remedy: {finding.remedy_words}.", ""), 1)
            button = QPushButton("Apply")
            button.setObjectName(f"apply_{number}")
            describe(button, "apply", f"Take the schedule with {finding.remedy_words}; Undo goes back")
            button.clicked.connect(partial(self._apply, finding.remedy, finding.title))
            words.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(words)
        return row

    def _apply(self, remedy: ScheduleChoice, title: str) -> None:
        from engine.state.opened_config import take_remedy  # it knows all samplers

        self.hide()
        self.wanted.emit(take_remedy(remedy, f"Remedy: {title[:1].lower() + title[1:]}"))


_ROLES = {"error": "error-heading", "warning": "heading", "note": "dim"}


class FindingsBadge(QToolButton):
    """The number of findings, hidden where there is none; a click opens the list. `wanted` is a change."""

    wanted = Signal(object)
    changed = Signal()
    """Another choice is shown: `judge` it, but not before the hand that drags it rests."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setProperty("role", "small")
        self._choice: tuple[ScheduleChoice, Facts] | None = None
        self.clicked.connect(self.open)
        self.hide()

    def show_choice(self, choice: ScheduleChoice, facts: Facts) -> None:
        """Take a choice; until it is judged no number of another one is shown."""
        if self._choice == (choice, facts):
            return
        self._choice = choice, facts
        self.setText("…")
        self.changed.emit()

    def judge(self) -> None:
        """Examine the choice, and show how many findings there are."""
        assert self._choice is not None
        findings = found_in(*self._choice)
        count = len(findings)
        self.setText(str(count))
        self.setVisible(count > 0)
        worst = findings[0].severity if findings else "note"
        set_role(self, "severity", worst)
        titles = "\n".join(finding.title for finding in findings)
        describe(
            self, f"{count} finding{'s' * (count != 1)}", f"What the doctor says of this schedule:\n{titles}"
        )
        if "_list" in vars(self) and self._list.isVisible() and self._list.findings != self.findings:
            self.open()  # the picture has been measured meanwhile, or another one is there

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the choice, the worst first, as the list says it."""
        assert self._choice is not None  # else it would be hidden
        return examine(*self._choice)

    @cached_property
    def _list(self) -> FindingList:
        """Made when it is first opened."""
        findings = FindingList(self)
        findings.wanted.connect(self.wanted)
        return findings

    def open(self) -> None:
        """Open the list, also where it says that there is nothing."""
        self._list.open_at(self.findings, self.mapToGlobal(QPoint(self.width() + GAP, 0)))


def _lines(text: str, role: str) -> QLabel:
    result = label(text, role)
    result.setWordWrap(True)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
