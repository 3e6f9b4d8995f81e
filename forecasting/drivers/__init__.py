"""Why one period differs from another: parts that add up to the difference exactly."""
