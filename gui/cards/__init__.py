"""The cards of the left column."""
