"""The right column: curves and numbers over t.

pyqtgraph draws a chart once, into a picture; a cursor moves over that in 0.04 ms. A PlotWidget with an InfiniteLine
was measured at 3 ms a move, and there are several.
"""
