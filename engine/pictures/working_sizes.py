"""The sizes at which a picture can be worked on. Apart from pictures.py, whose decoders take long to load."""

WORKING_SIZES: tuple[int | None, ...] = (64, 128, 256, 512, 1024, None)  # long side in pixels; None: as it is
DEFAULT_WORKING_SIZE = 512
