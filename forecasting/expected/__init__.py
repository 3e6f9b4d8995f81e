"""One expectation for every cell and day, as it was known on the day; pure analysis."""
