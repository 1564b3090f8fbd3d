"""Reports for staff as tables and CSV, and the log of their downloads."""
