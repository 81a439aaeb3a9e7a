"""Secrets: the till's keys and where they are kept, sealing under a key, PINs."""
