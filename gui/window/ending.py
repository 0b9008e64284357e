"""Why the program ends before it has done what it was started for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@dataclass
class Ending:
    """What has failed, in a sentence, or is not finished yet."""

    application: QApplication
    failure: str = ""
    unfinished: str = ""
    """What is to be said where it ends now, though nothing has failed."""

    def give_up(self, sentence: str) -> None:
        """End it with code 1; the first sentence is the one that counts."""
        self.failure = self.failure or sentence
        self.application.exit(1)

    @property
    def sentence(self) -> str:
        """Why it ended; empty where all is done."""
        return self.failure or self.unfinished
