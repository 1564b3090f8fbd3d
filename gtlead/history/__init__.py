"""What changed, when and why, and records as they were."""
