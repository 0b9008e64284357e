"""The right column: curves and numbers over t."""
