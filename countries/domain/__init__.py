"""The reckoning behind the pages: pure functions over anything with the models' attributes."""
