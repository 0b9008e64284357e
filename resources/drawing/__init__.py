"""The scripts that draw the bundled pictures."""
