"""The command line, the nightly pipeline and the scheduler: the only place that wires rooms."""
