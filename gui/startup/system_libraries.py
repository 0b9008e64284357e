"""The Linux libraries that Qt loads at run time, and which of them a machine lacks."""

from __future__ import annotations  # the set-up script imports this file with Pythons too old for the program

import ctypes
from collections.abc import Iterable

# Qt platform -> library file -> Debian and Ubuntu package. Every platform needs those of "offscreen" too.
LIBRARIES = {
    "offscreen": {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libz.so.1": "zlib1g",
        "libzstd.so.1": "libzstd1",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}


def load_error(library: str) -> str | None:
    """Return what the dynamic linker says if it cannot load a library (a file name or a path), else None."""
    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error)
    return None


def missing_libraries(platforms: Iterable[str]) -> dict[str, str]:
    """Return the libraries of these Qt platforms that cannot be loaded: file name -> Debian package."""
    wanted = {library: package for name in platforms for library, package in LIBRARIES.get(name, {}).items()}
    return {library: package for library, package in wanted.items() if load_error(library)}
