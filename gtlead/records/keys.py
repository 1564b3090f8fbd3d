"""What may be the key of a row. Pure."""

LONGEST = 18  # digits that every database can count


def is_key(text: str) -> bool:
    """Whether a text that somebody sent can name a row: databases stumble over anything else."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST
