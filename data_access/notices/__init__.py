"""The store's part of sending: what rooms say, who gets it, and how far each delivery is."""

__all__ = [
    "inbox",  # what a person was told inside the product
    "model",  # a notice, who may see it, a delivery
    "outbox",  # deliveries that are due
]
