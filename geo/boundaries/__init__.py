"""Outlines of areas: read from files of several kinds, checked, repaired where safe, simplified."""
