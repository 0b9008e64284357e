"""The application that starts by a double click: how it is built, tried, and what is in it."""
