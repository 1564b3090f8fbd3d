"""Public registers read by a program: what differs from the atlas is put before a reviewer, nothing is published."""
