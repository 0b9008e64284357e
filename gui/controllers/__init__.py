"""Between the engine and the panels: they build no widget."""
