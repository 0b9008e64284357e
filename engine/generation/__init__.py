"""New pictures from one picture: what is wanted, how it is walked there, and what is kept of it."""
