"""Accounts of those who work here: signing in, the second factor, the log of sign-ins."""
