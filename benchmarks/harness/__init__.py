"""What the scripts share: tables, test pictures, and the engine and the window, driven by a program."""
