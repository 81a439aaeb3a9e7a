"""Code of other distributions that a technician allowed to run beside the keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Approval:
    """What a technician allowed: this distribution, in this version, with these very files."""

    distribution: str
    version: str
    fingerprint: str
