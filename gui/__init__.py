"""The window: one panel a module; main_window.py joins them, style.py says how they look."""
