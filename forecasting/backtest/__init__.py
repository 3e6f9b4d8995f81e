"""Rolling-origin back-tests: what each model would have said, and which one is trusted."""
