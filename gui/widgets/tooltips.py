"""What a widget is for, in words: tooltips, and what screen readers say."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def describe(widget: QWidget, name: str, help: str) -> None:
    """Tell what a widget is for: a name for screen readers, made of an objectName, and a tooltip."""
    widget.setAccessibleName(spoken(name))
    widget.setAccessibleDescription(help)
    widget.setToolTip(help)


def spoken(name: str) -> str:
    """An objectName in words."""
    return name.replace("_", " ")


def escaped(text: str) -> str:
    """Any text, as the rich text that shows it."""
    from html import escape  # with all names of letters, for which no start waits

    return escape(text)


def show_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that shows `text` as it is, though it be a file name that looks like HTML."""
    if "<" in text or "&" in text:  # what Qt might take for HTML
        text = escaped(text).replace("\n", "<br>")
    widget.setToolTip(text)
