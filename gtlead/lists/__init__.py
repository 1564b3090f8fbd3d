"""Lists and tables: filtered, paged, and the same as CSV and JSON."""
