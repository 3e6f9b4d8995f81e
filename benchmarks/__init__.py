"""Measurements: what the product costs, beside what people would use instead."""
