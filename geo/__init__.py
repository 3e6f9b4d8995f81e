"""Where matters are: the shape of a city, the place a ticket speaks of, which places stand out."""
