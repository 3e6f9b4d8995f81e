"""民情月历: what to prevent next month, for whom to prepare, from which week."""
