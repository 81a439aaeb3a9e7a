"""What a till knows the centre's TLS key by: not the name nor the dates of a certificate, but its key."""

from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def pin_of(certificate: bytes) -> bytes:
    """SHA-256 over the certificate's key, as DER (SubjectPublicKeyInfo; RFC 7469, section 2.4).

    Raises:
        ValueError: not a certificate in DER.
    """
    key = x509.load_der_x509_certificate(certificate).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
