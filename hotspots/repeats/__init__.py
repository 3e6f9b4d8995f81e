"""Which tickets speak of the same matter: candidates, a calibrated pair score, groups."""
