"""From noise back to a picture: which timesteps are visited, and how each step goes."""
