"""What pages are drawn of: headline, tiles, lists with detail, tables, marks, links."""
