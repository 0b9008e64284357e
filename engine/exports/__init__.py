"""What is taken home: one format a file."""
