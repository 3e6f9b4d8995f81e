"""Surges of counts against what was to be expected: Farrington, EARS, CUSUM, forecasts."""
