"""Make .venv ready for a purpose: `python3 .ci/setup.py run`, `test` or `bench` (the Makefile calls it).

Where the stamp in .venv says that all is there, nothing is done. A .venv whose set-up was broken off may be
damaged anywhere: its stamp says "unfinished", and it is built anew.
"""

from __future__ import annotations  # an old Python must get as far as the sentence that refuses it

import contextlib
import fcntl
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from stamp import Stamp, digest, python_identity, read_stamp, write_stamp
from system_packages import SetUpError, ensure_system_packages, needed_platforms

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = {"run": None, "test": "test", "bench": "bench"}  # purpose -> optional dependencies in pyproject.toml
PIP_FAILED = (
    "pip could not install the packages, its message is above: check the network, then type make again."
)


def main() -> None:
    """Set up for the purpose on the command line; end with one sentence and exit code 1 where that fails."""
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - this also runs before the right Python is there
            raise SetUpError(
                f"Python {platform.python_version()} is too old: Diffusion Sandbox needs 3.11 or newer,"
                " as in make run PYTHON=python3.12"
            )
        with only_one_at_a_time():
            set_up(sys.argv[1], ROOT, pip_arguments())
    except SetUpError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The set-up cannot go on: {error}.")
    except KeyboardInterrupt:
        sys.exit("Stopped before the set-up was finished; the next make goes on with it.")


def pip_arguments() -> str:
    """Return PIP_ARGS, which pip gets as a shell would split them."""
    text = os.environ.get("PIP_ARGS", "").strip()
    try:
        shlex.split(text)
    except ValueError as error:
        raise SetUpError(f"PIP_ARGS={text} cannot be read: {str(error).lower()}.") from error
    return text


def set_up(purpose: str, root: Path, pip_args: str) -> None:
    """Install what a purpose needs and lacks, or raise SetUpError; without pip_args the last ones hold."""
    old = read_stamp(root)
    new = Stamp(python_identity(), pip_args or (old.pip_args if old else ""), digest(root))
    if old and replace(old, ready=()) == replace(new, finished=True) and venv_python(root).exists():
        new = old
    wanted = {purpose, *needed_platforms(purpose, os.environ)}
    if wanted <= {*new.ready}:
        return
    ensure_system_packages(wanted)
    if purpose not in new.ready:
        install_packages(purpose, root, old, new)
    write_stamp(root, replace(new, ready=tuple(sorted(wanted.union(new.ready))), finished=True))


def install_packages(purpose: str, root: Path, old: Stamp | None, new: Stamp) -> None:
    """Install the pinned versions of what a purpose needs with one call of pip, into a sound .venv."""
    kept = can_be_kept(root, old, new)
    if not kept:
        build_venv(root, new)
    before = last_change(root)
    write_stamp(root, replace(new, finished=False))
    command = [str(venv_python(root)), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["-c", str(root / "constraints.txt"), *shlex.split(new.pip_args)]
    try:
        done = subprocess.run([*command, *requirements(root, EXTRAS[purpose])], check=False)
    finally:
        if kept and last_change(root) == before:
            write_stamp(root, old)  # what worked before still works, even without a network
    if done.returncode != 0:
        raise SetUpError(PIP_FAILED)


def can_be_kept(root: Path, old: Stamp | None, new: Stamp) -> bool:
    """Return whether pip may work in the .venv that is there; one without a stamp was made by hand."""
    if old:  # other arguments may ask for another build of torch, where pip would keep the one that is there
        same = (old.python, old.pip_args) == (new.python, new.pip_args)
        return old.finished and same and venv_python(root).exists()
    code = "import pip, sys; print('%d.%d' % sys.version_info[:2], sys.base_prefix)"
    command = [str(venv_python(root)), "-c", code]
    with contextlib.suppress(OSError):
        return (
            subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == new.python
        )
    return False


def build_venv(root: Path, stamp: Stamp) -> None:
    """Build an empty .venv in place of the one that is there."""
    print("Building .venv", flush=True)
    venv = root / ".venv"
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    write_stamp(root, stamp)
    # In an activated .venv this runs with the Python just removed; the one it was built from is still there.
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.run([base, "-m", "venv", str(venv)], check=False).returncode != 0:
        raise SetUpError("Python could not build .venv; its message is above.")


def requirements(root: Path, extra: str | None) -> list[str]:
    """Return the dependencies in pyproject.toml, with those of one extra."""
    import tomllib  # not there before Python 3.11

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else ())]


def last_change(root: Path) -> list[int]:
    """Return when a package was last added or removed."""
    return [folder.stat().st_mtime_ns for folder in (root / ".venv").glob("lib/python*/site-packages")]


def venv_python(root: Path) -> Path:
    """Return the path of the Python in .venv."""
    return root / ".venv" / "bin" / "python"


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Wait until no other set-up of this tree is going on."""
    with Path(__file__).open(encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
