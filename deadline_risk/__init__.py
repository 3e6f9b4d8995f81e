"""Which open tickets will probably miss their deadline, and how far that can be trusted."""
