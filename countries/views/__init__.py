"""The public pages of the evidence, a module for each family of pages."""
