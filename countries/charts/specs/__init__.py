"""What each picture looks like, as a Vega-Lite specification: plain data that render.py draws."""
