"""The window: what stands in it and what joins it together."""
