"""The engine: the mathematics of a diffusion model's noise process, and the pixels that show it.

Schedules give the coefficients, the equations turn them into weighted sums of a picture and white
noise, scenes arrange those sums as figures, and one renderer draws them. The engine knows nothing of
the window: only `engine.worker` imports Qt, and there only its core.
"""

__version__ = "1.0.0"
