"""The process in which picture files are decoded: a fault of a codec, or a file made to stop programs, ends it alone.

It answers one request after another over a connection, in JSON and plain bytes, until the connection ends.
On Linux the system refuses it more memory than it may take. Windows and macOS know no such limit: there the limits
of pixels and of time alone hold.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from engine.pictures.formats import PictureError, too_little_memory
from engine.pictures.picture import Picture, decode

PIECE = 2**20
"""Bytes that cross at once, so that neither side is kept for long."""
READY = b"ready"
_LONGEST = 120  # letters of what a codec says
_PROGRESS = 0.05  # seconds between words on the progress


def serve(connection: Connection, memory: int) -> None:
    """Decode what comes over the connection, taking at most `memory` bytes more than now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which ends this process
    words = _catch_words()
    _limit_memory(memory)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        connection.send_bytes(READY)
        while True:
            request = json.loads(connection.recv_bytes())
            _answer(connection, request, words)


def _answer(connection: Connection, request: dict[str, Any], words: IO[bytes]) -> None:
    name, said = request["name"], 0.0

    def report(part: float) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said > _PROGRESS:
            said = now
            _say(connection, part=part)

    words.truncate(words.seek(0))
    try:
        data = bytearray(request["length"])
        for start in range(0, len(data), PIECE):
            connection.recv_bytes_into(data, start)
        picture = decode(bytes(data), name, request["working_size"], report)
    except PictureError as error:
        _say(connection, refused=str(error))
    except MemoryError:
        _say(connection, refused=str(too_little_memory(name)))
    else:
        notes = (*picture.notes, *_complaints(words))
        _hand_over(connection, replace(picture, notes=notes))


def _hand_over(connection: Connection, picture: Picture) -> None:
    _say(
        connection,
        shape=picture.pixels.shape,
        dtype=picture.pixels.dtype.name,
        original_size=picture.original_size,
        source_type=picture.source_type,
        notes=picture.notes,
        extremes=(picture.pixels.min().item(), picture.pixels.max().item()),  # of many, this takes long
    )
    pixels = picture.pixels.data.cast("B")
    for start in range(0, len(pixels), PIECE):
        connection.send_bytes(pixels[start : start + PIECE])


def _say(connection: Connection, **words: object) -> None:
    connection.send_bytes(json.dumps(words).encode())


def _catch_words() -> IO[bytes]:
    """A file for what codecs print to standard error: libtiff says there what it finds wrong, and reads on."""
    try:
        words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  as long as the process
    except OSError:  # a full disk: it goes where it went
        words = io.BytesIO()
    with suppress(OSError):
        os.dup2(words.fileno(), 2)
    return words


def _complaints(words: IO[bytes]) -> list[str]:
    """A note with the first of the words that were caught, if there are any."""
    words.seek(0)
    first = words.readline(_LONGEST).decode(errors="replace").strip().removesuffix(".")
    return [f"Parts of this may be wrong, for its decoder met with damage: {first}."] if first else []


def _limit_memory(memory: int) -> None:
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """When the program is killed in the middle of a picture, nobody reads the connection any more."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
