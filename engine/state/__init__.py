"""Everything that is to be seen as one value, and the words in which it is asked for and kept."""
