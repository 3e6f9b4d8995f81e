"""How the product looks and reads: palette, number and date wording, the catalogue of texts."""
