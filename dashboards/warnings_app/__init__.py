"""The page 预警: what must be known today, with evidence, judged in one click."""
