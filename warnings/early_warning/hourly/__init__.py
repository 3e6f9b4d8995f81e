"""Warnings within the hour: a day so far against what days like it have brought by then."""
