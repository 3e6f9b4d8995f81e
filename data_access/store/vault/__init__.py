"""The vault: keys, encryption, masking, and the only way to an original."""
