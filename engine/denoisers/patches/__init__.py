"""The denoiser that puts a picture together from patches of one picture."""
