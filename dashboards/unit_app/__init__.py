"""A unit's day: what waits for it, what falls due, what came back, how it stands."""
