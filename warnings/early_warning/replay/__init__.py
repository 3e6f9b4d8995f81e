"""The whole engine day by day over history as if live, and its score against known events."""
