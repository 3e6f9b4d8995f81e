"""The network of repeats: tickets, callers, places, matters and units, and what ties them."""
