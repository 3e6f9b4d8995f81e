"""Levels that agree: a city's forecast is the sum of its districts', a matter's of its parts'."""
