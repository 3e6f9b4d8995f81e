"""Pages for those who run the system."""
