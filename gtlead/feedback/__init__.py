"""Readers' reports on facts, and the guards of public forms."""
