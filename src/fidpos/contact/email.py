"""E-mail addresses: what is typed, in the one form in which two of them can be compared. Asks no network."""

_TYPED_MAX = 254
"""RFC 5321, section 4.5.3.1.3."""


def read_email(text: str) -> str:
    """The address in lower case and NFC, empty for what is none.

    The part before the `@` may tell capitals apart by RFC 5321, and nobody's provider does. It is ASCII: an
    accent there is mistyped more often than meant. The domain may be of any script, as people write it.
    """
    if len(text) > _TYPED_MAX:
        return ""
    # At the first address only: the till's window is painted before.
    from email_validator import EmailNotValidError, validate_email

    try:
        read = validate_email(text.strip(), allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        return ""
    return read.normalized.lower()


def mask_email(address: str) -> str:
    """The first sign and the domain, enough for whose it is: `m•••@example.org`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}" if at else ""
