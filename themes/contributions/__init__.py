"""What readers contribute to the ethics discussion, and how it is moderated."""
