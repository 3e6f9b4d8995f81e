"""Which places stand out: neighbours, rates, hot spots, places alike, reports that are missing."""
