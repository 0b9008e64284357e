"""Fields, cards and labels that know nothing of diffusion."""
