"""What pages are drawn of: headline, tile, list with detail, table, chip, timeline, map frame."""
