"""The pictures: where they stand, how they are painted, and what the mouse does with them."""
