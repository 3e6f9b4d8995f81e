"""Kulldorff's scan statistics in space and in space and time."""
