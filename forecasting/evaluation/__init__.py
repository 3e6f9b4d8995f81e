"""How good forecasts are on data that they have not seen; pure analysis."""
