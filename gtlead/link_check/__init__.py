"""Whether the documents behind the sources are still where they were."""
