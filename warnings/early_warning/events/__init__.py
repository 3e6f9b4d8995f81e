"""From detections to warnings: one event, one warning, with a life, a rank and a budget."""
