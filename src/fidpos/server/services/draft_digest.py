"""By what a draft is known to be the one that was shown, tried or asked for."""

import json
from hashlib import sha256


def digest(value: object) -> str:
    """Names a JSON value: the same for the same value, whatever the order of its fields."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]
