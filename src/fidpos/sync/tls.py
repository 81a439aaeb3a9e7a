"""Whom we speak to: the holder of one key, or whoever the system's authorities vouch for.

A centre in a shop has a certificate that nobody vouches for. Pairing tells the till the key behind it, and
from then on nothing but that key counts: neither the name nor the date in a certificate.
"""

import hmac
import ssl

from fidpos.wire.sync.tls_pin import pin_of


def vouched_for() -> ssl.SSLContext:
    """By the system's authorities, for the name in the address."""
    return ssl.create_default_context()


def pinned(pin: bytes) -> ssl.SSLContext:
    """The holder of the key behind `pin`, and nobody else: a handshake with another one fails."""

    class Pinned(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            shown = self.getpeercert(binary_form=True)
            if shown is None or not hmac.compare_digest(pin_of(shown), pin):
                raise ssl.SSLCertVerificationError("the centre has another key")

    context = _unverified()
    context.sslobject_class = Pinned
    return context


def nobody() -> ssl.SSLContext:
    """For a line without TLS, on this very machine: no authority is loaded, and none would be believed."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def not_yet_known() -> ssl.SSLContext:
    """Anybody: for the first words of a pairing, which prove the centre's keys by their fingerprint."""
    return _unverified()


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
