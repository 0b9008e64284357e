"""What a schedule, a sampler and its steps do to the data at hand: exact for Gaussians and histograms."""
