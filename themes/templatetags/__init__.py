"""Words for templates that know of the vocabulary."""
