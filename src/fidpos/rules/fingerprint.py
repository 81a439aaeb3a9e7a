"""By what two places know that they have the same programme: its canonical text, hashed."""

from hashlib import sha256

from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import Programme


def programme_fingerprint(programme: Programme) -> bytes:
    """SHA-256 of the programme as `programme_to_json` writes it."""
    return sha256(programme_to_json(programme)).digest()
