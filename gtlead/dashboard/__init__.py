"""The desk: what waits for whom."""
