"""Vectors of texts: interchangeable embedders and a store that keeps them per ticket."""
