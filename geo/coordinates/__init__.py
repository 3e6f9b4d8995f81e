"""Coordinate systems that Chinese cities' files come in, and which of them a file seems to be in.

All functions take and return arrays of degrees, longitude first. Nothing is converted silently:
who converts names both systems.
"""
