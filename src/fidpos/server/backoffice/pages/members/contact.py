"""How the office reads what somebody says of how they are reached, and how it shows it."""

from fidpos.contact.phone import show_phone

COUNTRY = "FR"
"""ISO 3166 code of where a telephone number without one is dialled, as at a till with its usual settings."""
WORDING = "2026-1"
"""Version of the sentences in which consents are asked, as tills keep it with each of them."""


def shown_phone(e164: str) -> str:
    """The number as one reads it at home; empty where there is none."""
    return show_phone(e164, COUNTRY) if e164 else ""
