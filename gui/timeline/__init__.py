"""The timestep: its slider, its field, and playing it."""
