"""The vault: keys, encryption, masking, and the only way to an original."""

__all__ = [
    "scrub",  # masking of texts
    "sealer",  # sealing, and opening under watch
]
