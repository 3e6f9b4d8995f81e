"""Early warning: surges, places, feelings, risks, and an honest score of what was warned of."""
