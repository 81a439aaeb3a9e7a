"""What every answer of the office tells the browser: run our files only, be framed by nobody, keep nothing.

Source: W3C Content Security Policy Level 3; OWASP Secure Headers.
"""

from collections.abc import Mapping

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""On pages and files alike."""

NOT_KEPT: Mapping[str, str] = {"cache-control": "no-store"}
"""On whatever shows somebody's data."""

KEPT: Mapping[str, str] = {"cache-control": "public, max-age=31536000, immutable"}
"""On files that are named with their digest."""

UNDER_TLS: Mapping[str, str] = {"strict-transport-security": "max-age=31536000"}
"""Where the request came under TLS: the browser comes back under TLS."""
