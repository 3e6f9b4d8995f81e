"""Words of tickets: segmentation, places kept apart, and the words that make a topic."""
