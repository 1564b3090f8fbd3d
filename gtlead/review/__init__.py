"""The editorial round: nothing is public before a second person has seen it (docs/decisions/0006-review.md)."""
