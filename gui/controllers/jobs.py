"""Jobs of the window: each has a ticket, and what the worker says of it goes to whoever holds that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from engine.worker import Worker

if TYPE_CHECKING:
    from engine.jobs import Job, Progress


def _ignore(_: Any) -> None:
    """Nobody wants to know."""


@dataclass(eq=False)
class Ticket:
    """A job on its way. It ends by being done, by failing or, once `cancel` was called, in silence."""

    number: int
    done: Callable[[Any], None]
    progressed: Callable[[Progress], None]
    failed: Callable[[str], None]
    cancelled: bool = False


class Jobs(QObject):
    """Hands jobs to the worker and their results back, in the window's thread."""

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._tickets: dict[int, Ticket] = {}
        # These end at slots of an object of this thread: anything else would run in the engine's.
        worker.job_progressed.connect(self._on_progressed)
        worker.job_done.connect(self._on_done)
        worker.job_failed.connect(self._on_failed)
        worker.job_cancelled.connect(self._on_cancelled)

    def submit(
        self,
        job: Job,
        done: Callable[[Any], None],
        progressed: Callable[[Progress], None] = _ignore,
        failed: Callable[[str], None] = _ignore,
    ) -> Ticket:
        """Have a job done; the functions are called in this thread, later."""
        ticket = Ticket(self._worker.submit(job), done, progressed, failed)
        self._tickets[ticket.number] = ticket
        return ticket

    def cancel(self, ticket: Ticket | None) -> None:
        """End a job, if there is one. Progress that it has made by then still counts; its result does not."""
        if ticket is not None:
            ticket.cancelled = True
            self._worker.cancel(ticket.number)

    @Slot(object, object)
    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number in self._tickets:
            self._tickets[number].progressed(progress)

    @Slot(object, object)
    def _on_done(self, number: int, result: Any) -> None:
        ticket = self._tickets.pop(number, None)
        if ticket is not None and not ticket.cancelled:
            ticket.done(result)

    @Slot(object, str)
    def _on_failed(self, number: int, sentence: str) -> None:
        ticket = self._tickets.pop(number, None)
        if ticket is not None and not ticket.cancelled:
            ticket.failed(sentence)

    @Slot(object)
    def _on_cancelled(self, number: int) -> None:
        self._tickets.pop(number, None)
