"""Words for templates that know of countries."""
