"""The staff reports of the evidence."""
