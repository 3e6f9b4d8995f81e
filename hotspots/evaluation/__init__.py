"""How good the analyses are, against planted and labelled truth."""
