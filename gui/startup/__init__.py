"""What must be right before a window can open."""
