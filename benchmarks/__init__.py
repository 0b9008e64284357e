"""How fast the program is: each script measures one thing and prints a table."""
