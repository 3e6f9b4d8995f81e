"""What every page shares: sign-in check, navigation, filters, freshness, errors, look."""
