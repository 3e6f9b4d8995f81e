"""The ways out of the house. Each takes a message and hands it over, or raises ``SendError``."""
