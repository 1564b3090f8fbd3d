"""Finding things: the search, the answers to questions, the sitemap."""
