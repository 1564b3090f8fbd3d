"""Sources, the facts that rest on them, and the bibliography of a page."""
