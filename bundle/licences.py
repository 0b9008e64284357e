"""The licences of all that the application holds: `python -m bundle.licences` writes THIRD_PARTY.md anew.

The list is read from the packages that are installed. It follows the requirements of the program as far as they are
bundled: what is left out (contents.py) is not listed.
"""

from __future__ import annotations

from importlib.metadata import Distribution, distribution
from pathlib import Path
from shutil import copy

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle.contents import left_out

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LIST = HERE / "THIRD_PARTY.md"
PROGRAM_NEEDS = ("torch", "numpy", "imageio", "pillow", "scipy", "pyqtgraph", "PySide6-Essentials")
WORDS = ("licen", "copying", "notice")
"""One of them is in the name of each file with the text of a licence, or in that of its folder."""
_FORTRAN = "in its wheels: OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0 with the GCC runtime exception)"
NOTES = {
    "pyside6-essentials": "with Qt; used under the LGPL 3.0, see below",
    "shiboken6": "used under the LGPL 3.0, see below",
    "scipy": _FORTRAN,
    "numpy": _FORTRAN,
    "torch": "in its wheels on Linux: libgomp (GPL-3.0 with the GCC runtime exception); in those for NVIDIA's GPUs "
    "NVIDIA's libraries, under terms of their own",
    "pillow": "in its wheels: libjpeg-turbo, libpng, libtiff, libwebp, libavif, freetype and others, see its licence",
    "av": "with FFmpeg, x264 and x265 (GPL 2.0 or later) and others in its wheels, see below",
    "pyqtgraph": "its CET colour maps: CC-BY 4.0",
}
HEAD = """# Licences of third parties

Diffusion Sandbox itself is under the MIT licence (`LICENSE`). The application that `make app` builds holds these
packages too; the whole texts of their licences are in its folder `licences`. This list is written by
`python -m bundle.licences`.

| package | version | licence, as it states | note |
|---|---|---|---|
"""
TAIL = """
**Python** itself is in it, under the licence of the Python Software Foundation, with OpenSSL (Apache-2.0), zlib,
bzip2, liblzma, libffi and expat (permissive licences); and the starter of PyInstaller, under the GPL 2.0 with an
exception for all programs that are built with it. On Linux, system libraries that Qt and Python are linked to are
copied as well: X11, xcb, xkbcommon and Kerberos (MIT), fontconfig, freetype, libpng, PCRE2, ICU, Brotli, LZ4,
Zstandard, libuuid, libbsd, libmd, libcap and D-Bus (permissive licences), SQLite (public domain), GLib, libsystemd,
libgcrypt, libgpg-error and glibc's libmvec (LGPL 2.1 or later), keyutils (LGPL) and libgcc, libstdc++ and libquadmath
(GPL-3.0 with the GCC runtime exception). GNU readline, which is under the GPL, is left out. The font of the formulas
is STIX, see `resources/fonts/LICENSE-STIX.txt`.

**Qt and PySide6** are used under the GNU Lesser General Public License 3.0 (`licences/LGPL-3.0.txt`, which adds to
`licences/GPL-3.0.txt`). They are not changed, and stand as shared libraries in the folder `_internal/PySide6`, where
they may be replaced by other builds of the same version. Their sources:
<https://download.qt.io/official_releases/QtForPython/> and <https://download.qt.io/official_releases/qt/>.
"""
WITHOUT_FILM = """
**Films.** The application is built without the film extra, that is without PyAV (BSD-3-Clause). With
`make app FILM=1` it is in it, and FFmpeg with x264 and x265 from its wheels. x264 and x265 are under the GPL: who
hands such a folder on must keep to the GPL for the whole of it.
"""
WITH_FILM = """
**Films.** This application is built with the film extra: with PyAV (BSD-3-Clause), and FFmpeg with x264 and x265 from
its wheels. x264 and x265 are under the GNU General Public License, version 2 or later. **Who hands this folder on
must keep to the GPL for the whole of it** (`licences/GPL-3.0.txt`, which goes with the Apache licence of torch), and
offer the sources: <https://github.com/PyAV-Org/pyav-ffmpeg> names those of the libraries, and how they are built.
Beside them there are SVT-AV1, dav1d, libvpx and Opus (BSD), opencore-amr (Apache-2.0), LAME, ALSA, GnuTLS, Nettle,
GMP and libunistring (LGPL), among others. Without `FILM=1` none of this is in the folder.
"""


def bundled(film: bool = False) -> list[Distribution]:
    """The packages in the application, by name: what the program needs, what that needs, without what is left out."""
    names = {canonicalize_name(name) for name in left_out(film)}
    found: dict[str, Distribution] = {}
    waiting = [*PROGRAM_NEEDS, *(["av"] if film else [])]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found or name in names:
            continue
        found[name] = distribution(name)
        for line in found[name].requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return [found[name] for name in sorted(found)]


def licence(package: Distribution) -> str:
    """The licence that a package states, by its SPDX expression where it has one."""
    said = package.metadata
    for name in ("License-Expression", "License"):
        text = said[name].strip() if name in said else ""
        if text and "\n" not in text:
            return text
    classifiers = [line for line in said.get_all("Classifier") or () if line.startswith("License ::")]
    return ", ".join(line.rpartition(" :: ")[2] for line in classifiers) or "see its licence file"


def listed(film: bool = False) -> str:
    """The text of THIRD_PARTY.md, of an application with or without the film extra."""
    rows = []
    for package in bundled(film):
        name = canonicalize_name(package.metadata["Name"])
        version = package.version.partition("+")[0]
        rows.append(f"| {name} | {version} | {licence(package)} | {NOTES.get(name, '')} |\n")
    return HEAD + "".join(rows) + TAIL + (WITH_FILM if film else WITHOUT_FILM)


def copy_licences(folder: Path, film: bool) -> None:
    """Write the list of what is installed, and copy the texts of all licences, into a folder of the application."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIST.name).write_text(listed(film), encoding="utf-8")
    for file in (ROOT / "LICENSE", *(HERE / "licences").iterdir()):
        copy(file, folder)
    for package in bundled(film):
        for path in package.files or ():
            if path.suffix != ".py" and any(word in str(path).lower() for word in WORDS):
                source = Path(str(package.locate_file(path)))
                target = folder.joinpath(
                    package.metadata["Name"], *(part for part in path.parts if part != "..")
                )
                if source.is_file() and source.suffix not in {".pyc", ".pyi"}:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    copy(source, target)


if __name__ == "__main__":
    LIST.write_text(listed(), encoding="utf-8")
