"""Results of the analysis rooms: declared frames as Parquet, current as a whole or not at all."""
