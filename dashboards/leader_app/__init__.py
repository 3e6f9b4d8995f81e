"""Pages for leaders."""
