"""The metric registry: every figure of the product has its one definition here."""
