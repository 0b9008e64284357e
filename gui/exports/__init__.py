"""What is taken home of the window."""
