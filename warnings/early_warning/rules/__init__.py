"""Rules on tickets and on the data itself: repeats, deadlines, sources that fell silent."""
