"""The columns of public tables, and the open data made of them."""
