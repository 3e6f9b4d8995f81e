"""The vault: keys, encryption, masking, and the only way to an original."""

__all__ = [
    "key_prints",  # which keys are the store's own
    "keys",  # key files
    "print_state",  # how far a turn of the key of prints is, and who waits
    "printed_columns",  # how a room says where it keeps prints
    "rotation",  # another key in place of the vault's
    "scrub",  # masking of texts
    "scrub_labels",  # sentences that masking is judged by
    "sealed_columns",  # how a room says what it seals
    "sealer",  # sealing, and opening under watch
    "turning",  # another key on top of those that make prints
]
