"""Pages of the governance office."""
