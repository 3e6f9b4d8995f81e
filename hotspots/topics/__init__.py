"""Topics of the tickets: found, named, followed from run to run, and ranked by heat."""
