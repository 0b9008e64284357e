"""Mathematics: a small subset of TeX, set and painted."""
