"""Tables that editors bring: read, tried without writing, then put on file as drafts."""
