"""The screen on the wall of a hall: what goes on in one place, for whoever stands before it."""
