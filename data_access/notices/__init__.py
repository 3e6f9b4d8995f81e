"""The store's part of sending: what rooms say, who gets it, and how far each delivery is."""
