"""What stands above the pictures: the equation and what belongs to it."""
