"""The one dialog for what is taken home: made from the options of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.exports.films import problem_of, usual
from engine.exports.options import EXPORTS, ending_of
from engine.exports.settings import FilmSettings
from engine.state.axis import Axis
from engine.state.offered import completed, ends_said, offered, possible
from gui.exports.export_form import ExportForm
from gui.style import GAP, PAD
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.scrolled import hold

PREVIEW = 400  # its width


class ExportDialog(QDialog):
    """Asks what to save, how, and where."""

    wanted = Signal(str, object, object)
    """A name in EXPORTS, its settings, and a Path."""
    command_wanted = Signal(str, object)
    """A name in EXPORTS and its settings: the command that makes it is to be copied."""
    changed = Signal(str, object)
    """A name in EXPORTS, and the settings of which a preview should be shown."""

    def __init__(
        self,
        kind: str,
        settings: dict[str, Any],
        name: str,
        axes: Mapping[str, Axis],
        parent: QWidget | None = None,
    ) -> None:
        """`settings` are those that were used last, by kind; `name` is that of the file, without its ending.

        `axes` are what the view can go through.
        """
        super().__init__(parent)
        self._usual = {key: export.defaults for key, export in EXPORTS.items()} | {"film": usual()}
        self._settings = {key: possible(each, axes) for key, each in (self._usual | settings).items()}
        self._name, self._axes = name, axes
        self._busy = ""
        self.setWindowTitle("Take it home")
        self.setObjectName("export_dialog")
        self._kind = QComboBox()
        self._kind.setObjectName("export_kind")
        self._kind.setAccessibleName("What to take home")
        for key, export in EXPORTS.items():
            self._kind.addItem(export.title, key)
        self._forms = {
            key: ExportForm(offered(key, completed(each, axes), axes)) for key, each in self._settings.items()
        }
        self._length, self._problem = _text("export_length", "dim"), _text("export_problem", "error")
        self._said = _text("export_said")
        self._said.hide()
        self._preview = _text("export_preview")
        self._preview.setAccessibleName("preview")
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setFixedWidth(PREVIEW)
        self._scrolled = hold(self, self._content())
        self._save_button.setDefault(True)  # now that it is in a dialog
        self._kind.currentIndexChanged.connect(self.show_settings)
        self._kind.setCurrentIndex(list(EXPORTS).index(kind))
        self.show_settings()

    @property
    def kind(self) -> str:
        """What is to be saved."""
        key: str = self._kind.currentData()
        return key

    @property
    def settings(self) -> Any:
        """How."""
        return self._settings[self.kind]

    @property
    def chosen(self) -> dict[str, Any]:
        """The settings of all kinds that are not as usual."""
        return {kind: each for kind, each in self._settings.items() if each != self._usual[kind]}

    def _content(self) -> QWidget:
        """What is chosen and said, beside the preview."""
        content = QWidget()
        sides = QHBoxLayout(content)
        sides.setContentsMargins(PAD, PAD, PAD, PAD)  # all of a film's settings on a screen of 900 x 560
        sides.setSpacing(2 * PAD)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        sides.addLayout(column)
        sides.addWidget(self._preview)
        column.addWidget(self._kind)
        for form in self._forms.values():
            form.wanted.connect(self._change)
            column.addWidget(form)
        column.addWidget(self._length)
        column.addStretch(1)
        column.addWidget(self._problem)
        column.addWidget(self._said)
        column.addLayout(self._buttons())
        return content

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        made = []
        for name, text, slot in (
            ("export_defaults", "Defaults", self._reset),
            ("export_copy", "Copy command", self._copy),
            ("export_cancel", "Cancel", self.reject),
            ("export_save", "Save…", self._save),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(slot)
            button.setAutoDefault(False)  # or Return would press the first of them
            buttons.addWidget(button)
            made.append(button)
        self._defaults_button, self._copy_button, _, self._save_button = made
        self._defaults_button.setToolTip("All settings of this kind as they are at first")
        self._copy_button.setToolTip("The command line that makes this file, for a terminal or a script")
        return buttons

    @Slot(str, object)
    def _change(self, name: str, value: Any) -> None:
        ends = {"begin": None, "end": None} if name == "over" else {}
        self._settings[self.kind] = replace(self.settings, **{name: value}, **ends)
        self.show_settings()

    @Slot()
    def show_settings(self) -> None:
        """Show the settings of the present kind, and ask for their preview."""
        settings = completed(self.settings, self._axes)
        for kind, form in self._forms.items():
            form.setVisible(kind == self.kind)
        self._forms[self.kind].show_settings(offered(self.kind, settings, self._axes), settings)
        is_film = isinstance(settings, FilmSettings)
        words = ends_said(self.settings, self._axes)
        if is_film:
            seconds = settings.length / settings.fps
            length = f"{settings.length} frames in all, {seconds:.3g} s"
            words = f"{length}. {words}" if words else length
        self._length.setText(words)
        self._length.setVisible(bool(words))
        self._defaults_button.setEnabled(self.kind in self.chosen)
        problem = problem_of(settings) if is_film else ""
        busy = "" if self.kind == "image" else self._busy  # single images are made beside the others
        self._problem.setText(problem or busy)
        self._problem.setVisible(bool(problem or busy))
        self._copy_button.setEnabled(not problem)
        self._save_button.setEnabled(not problem and not busy)
        self._said.hide()  # it was said of other settings
        self._scrolled.fit()  # what is not shown takes no room
        self.changed.emit(self.kind, self.settings)

    def show_busy(self, sentence: str) -> None:
        """Say why nothing can be saved now, before settings and a name are chosen for it; empty where it can."""
        self._busy = sentence
        self.show_settings()

    @Slot()
    def show_free(self) -> None:
        """What was in the making has ended."""
        self.show_busy("")

    @Slot(QImage)
    def show_preview(self, image: QImage) -> None:
        """Show what would be saved."""
        self._preview.setPixmap(QPixmap.fromImage(image))

    @Slot(str)
    def show_no_preview(self, sentence: str) -> None:
        """Say why nothing can be shown."""
        self._preview.setText(sentence)

    @Slot(str, bool)
    def say(self, sentence: str, failed: bool) -> None:
        """Say how it went with the command, until another setting is chosen."""
        self._said.setText(sentence)
        self._said.setProperty("role", "error" if failed else "dim")
        self._said.style().polish(self._said)
        self._said.show()
        self._scrolled.fit()

    @Slot()
    def _reset(self) -> None:
        self._settings[self.kind] = self._usual[self.kind]
        self.show_settings()

    @Slot()
    def _copy(self) -> None:
        self.command_wanted.emit(self.kind, self.settings)

    @Slot()
    def _save(self) -> None:
        ending = ending_of(self.settings.format)
        pattern = f"{EXPORTS[self.kind].title} (*{ending})"
        name = f"{self._name}_{self.kind}{ending}"
        file = FileDialogs.of(self).file_to_save(f"Save {EXPORTS[self.kind].words}", pattern, name)
        if file is not None:
            self.accept()
            self.wanted.emit(self.kind, self.settings, file)


def _text(name: str, role: str = "") -> QLabel:
    text = QLabel()
    text.setObjectName(name)
    text.setProperty("role", role)
    text.setWordWrap(True)
    return text
