"""Scorecards of units: figures, what was to be expected of them, and what differs for sure."""
