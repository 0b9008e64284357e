"""What the application that starts by a double click holds, and what is left out of it to make it small."""

from __future__ import annotations

from fnmatch import fnmatch

NAME = "Diffusion Sandbox"
PROGRAM = "diffusion-sandbox"
IDENTIFIER = "io.github.diffusion-sandbox"
OPENS = ("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "gif", "avif")

# A test runs the program, scene by scene, without all of these.
LEFT_OUT = (
    # what torch needs to compile models, to export them and to test itself
    *("torch._dynamo", "torch._inductor", "torch.onnx", "torch.utils.tensorboard"),
    *(
        f"torch.testing._internal.{name}"
        for name in ("common_methods_invocations", "distributed", "generated", "opinfo")
    ),
    *("sympy", "mpmath", "networkx", "jinja2", "markupsafe", "fsspec", "triton", "functorch"),
    # what pyqtgraph has beside plots
    *(
        "pyqtgraph.examples",
        "pyqtgraph.opengl",
        "pyqtgraph.console",
        "pyqtgraph.flowchart",
        "pyqtgraph.jupyter",
    ),
    # what scipy has beside transforms and linear algebra
    *(
        f"scipy.{name}"
        for name in (
            "cluster",
            "constants",
            "datasets",
            "differentiate",
            "integrate",
            "interpolate",
            "io",
            "ndimage",
        )
    ),
    *(f"scipy.{name}" for name in ("odr", "optimize", "signal", "sparse", "spatial", "stats")),
    # Python's prompt, with GNU readline, which is GPL
    "readline",
    # what stands beside the program where it is developed
    *(
        "tkinter",
        "IPython",
        "setuptools",
        "pip",
        "pytest",
        "_pytest",
        "hypothesis",
        "mypy",
        "pygments",
    ),
    *("diffusers", "huggingface_hub", "safetensors", "matplotlib", "requests", "yaml"),
    *("PyQt5", "PyQt6", "PySide2"),
)
"""Modules, with all that is below them."""
FILM = ("av",)
"""Modules of the film extra. The usual wheels of PyAV hold x264 and x265, which are GPL."""
LEFT_OUT_FILES = (
    # GTK of the machine that builds, which another desktop's Qt could not use: file dialogs are Qt's own
    "*/plugins/platformthemes/*gtk*",
    *(
        f"lib{name}.so*"
        for name in ("gtk-3", "gdk-3", "gdk_pixbuf-2.0", "gio-2.0", "gmodule-2.0", "gobject-2.0")
    ),
    *(
        f"lib{name}.so*"
        for name in ("cairo", "cairo-gobject", "pixman-1", "epoxy", "graphite2", "harfbuzz", "fribidi")
    ),
    *(f"lib{name}.so*" for name in ("pango-1.0", "pangocairo-1.0", "pangoft2-1.0", "thai", "datrie", "jpeg")),
    *(f"lib{name}.so*" for name in ("atk-1.0", "atk-bridge-2.0", "atspi", "mount", "blkid", "selinux")),
    *(
        f"libX{name}.so*"
        for name in ("composite", "cursor", "damage", "fixes", "i", "inerama", "randr", "render")
    ),
    # what is there to build on torch, and to test it
    "torch/test/*",
    "torch/include/*",
    "torch/share/*",
    "torch/bin/*",
    "torch/lib/*test*",
    "torch/lib/*.a",
    # parts of Qt for other programs and other machines
    "*/translations/*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*Qt6Pdf*",
    "*Qt6EglF[Ss]*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/imageformats/*pdf*",
    *(
        f"*/plugins/{kind}/*"
        for kind in ("egldeviceintegrations", "generic", "networkinformation", "qmltooling", "sqldrivers")
    ),
    *(
        f"*/plugins/platforms/*q{name}.*"
        for name in ("eglfs", "linuxfb", "minimalegl", "vkkhrdisplay", "vnc")
    ),
)
"""Patterns of files in the folder."""
KEPT_FILES = ("torch/bin/torch_shm_manager*",)
"""Without it torch cannot be imported."""


def wanted(destination: str) -> bool:
    """Whether a file belongs in the folder; `destination` is its path there."""
    path = destination.replace("\\", "/")
    kept = any(fnmatch(path, pattern) for pattern in KEPT_FILES)
    return kept or not any(fnmatch(path, pattern) for pattern in LEFT_OUT_FILES)


def left_out(film: bool) -> list[str]:
    """The modules that are left out, with or without the film extra."""
    return [*LEFT_OUT, *(() if film else FILM)]
