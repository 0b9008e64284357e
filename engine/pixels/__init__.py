"""From layers to pixels: noise, pictures at all levels, and what draws and measures their weighted sums."""
