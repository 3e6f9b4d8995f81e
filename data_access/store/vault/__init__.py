"""The vault: keys, encryption, masking, and the only way to an original."""

__all__ = [
    "key_prints",  # which keys are the store's own
    "keys",  # key files
    "scrub",  # masking of texts
    "scrub_labels",  # sentences that masking is judged by
    "sealer",  # sealing, and opening under watch
]
