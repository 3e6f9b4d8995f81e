"""How many tickets of the last days are still to be recorded; pure analysis."""
