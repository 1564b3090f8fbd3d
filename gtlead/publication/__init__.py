"""What readers get: which state of the content, and the pages kept of it."""
