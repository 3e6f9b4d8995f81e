"""The register of events: what several analyses found of one matter, under one number and name."""
