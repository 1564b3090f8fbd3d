"""The server: its workers, what they answer from memory, what they take in, and what they say when a part fails."""
