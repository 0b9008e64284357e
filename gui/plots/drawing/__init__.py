"""The editor of a drawn schedule: control points on a chart of log SNR over t, and fields for their numbers."""
