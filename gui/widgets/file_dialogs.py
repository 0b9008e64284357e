"""The dialogs for files and folders, all of which start where the last one ended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileInfo, QObject, QStandardPaths
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QStyle, QWidget

Type = QAbstractFileIconProvider.IconType


class PlainIcons(QAbstractFileIconProvider):
    """An icon for files and one for folders. Qt's own reads from each file to choose one: from /proc for ever."""

    def __init__(self) -> None:
        super().__init__()
        style = QApplication.style()
        self._folder = style.standardIcon(QStyle.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(QStyle.StandardPixmap.SP_FileIcon)

    def icon(self, of: QFileInfo | Type) -> QIcon:
        """Of a file, or of a kind of place."""
        folder = of.isDir() if isinstance(of, QFileInfo) else of != Type.File
        return self._folder if folder else self._file

    def type(self, of: QFileInfo) -> str:
        """In words; from the name alone."""
        return "Folder" if of.isDir() else f"{of.suffix()} file".strip()


FOREIGN = {
    ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".svg", ".pdf", ".json", ".txt",
}  # fmt: skip
"""Endings by which a user means a format; what follows any other point is part of a name."""


def pictures() -> Path:
    """The user's folder of pictures, or that of all that is theirs: where the program was started may be its own."""
    place = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
    return place if place.is_dir() else Path.home()


class FileDialogs(QObject):
    """Asks for files and folders. A dialog starts where the last one ended, the first in `folder` or `pictures()`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icons = PlainIcons()  # Qt asks it from a thread of its own: it lives as long as the window
        self.folder: Path | None = None

    @staticmethod
    def of(widget: QWidget) -> FileDialogs:
        """The dialogs of the main window that a widget is in: they all share one folder."""
        window = widget.window()
        while (owner := window.parentWidget()) is not None:  # a dialog belongs to the window under it
            window = owner.window()
        return window.findChild(FileDialogs) or FileDialogs(window)

    def file_to_open(self, title: str, patterns: str) -> Path | None:
        """A file that is there, as "Pictures (*.png *.jpg);;All files (*)"; None where the user wants none."""
        return self._ask(title, QFileDialog.FileMode.ExistingFile, patterns)

    def file_to_save(self, title: str, patterns: str, name: str) -> Path | None:
        """A file to write, by this name unless the user gives another; replacing one has been confirmed.

        It has the ending of `name`. Where another was typed, the dialog comes again, with the name that is possible.
        """
        ending = Path(name).suffix
        heading = title
        while True:
            file = self._ask(heading, QFileDialog.FileMode.AnyFile, patterns, name)
            if file is None or file.suffix.lower() == ending:
                return file
            foreign = file.suffix.lower() in FOREIGN
            file = file.with_suffix(ending) if foreign else file.with_name(file.name + ending)
            if not foreign and not file.exists():
                return file
            name, heading = file.name, f"{title}: only {ending[1:].upper()} is written"

    def folder_to_use(self, title: str, start: Path | None = None) -> Path | None:
        """A folder, beginning with `start` where there is one."""
        return self._ask(title, QFileDialog.FileMode.Directory, "", start=start)

    def _ask(
        self, title: str, mode: QFileDialog.FileMode, patterns: str, name: str = "", start: Path | None = None
    ) -> Path | None:
        dialog = QFileDialog(
            QApplication.activeModalWidget() or self._window,
            title,
            str(start or self.folder or pictures()),
            patterns,
        )
        dialog.setFileMode(mode)
        dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == QFileDialog.FileMode.Directory)
        dialog.setIconProvider(self._icons)
        if name:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            # Added before the dialog asks whether to replace a file.
            dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
            dialog.selectFile(name)
        chosen = dialog.selectedFiles() if dialog.exec() == QDialog.DialogCode.Accepted else []
        # Not at once: its thread may be asking for an icon, which needs the interpreter that waits here.
        dialog.deleteLater()
        if not chosen:
            return None
        file = Path(chosen[0])
        self.folder = file if mode == QFileDialog.FileMode.Directory else file.parent
        return file
