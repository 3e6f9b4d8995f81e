"""How good the results are: coherence, agreement with truth, stability."""
