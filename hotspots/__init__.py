"""Hot spots: topics of the tickets and the repeats among them."""
