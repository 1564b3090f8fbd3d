"""The charts: what each shows (data), says (words), lists (columns) and looks like (specs)."""
