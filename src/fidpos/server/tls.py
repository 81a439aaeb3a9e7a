"""The centre's TLS certificate: one that was given, or one that it made for itself.

Tills of a shop's own centre know its key by the pin that pairing gave them, so nobody has to vouch for it and
it need not be renewed. For the same reason its dates say nothing.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fidpos.domain.errors import FidposError
from fidpos.server.api.serving import Certificate
from fidpos.vault import key_file
from fidpos.vault.errors import KeysExist
from fidpos.wire.sync.tls_pin import pin_of

_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_END = datetime(2100, 1, 1, tzinfo=UTC)


class CertificateUnusable(FidposError):
    """A certificate cannot be read; `params` holds `path`."""

    code = "certificate_unusable"


def own_certificate(path: Path) -> Certificate:
    """The one that the centre made for itself, made now if there is none; key and certificate in one file.

    Raises:
        KeyStoreError: it cannot be kept, or others can read it.
    """
    if key_file.read(path) is None:
        try:
            key_file.write_new(path, _made())
        except KeysExist:
            """Another process was quicker."""
    return Certificate(chain=path, key=path)


def pin_for(certificate: Certificate) -> bytes | None:
    """What tills are to know it by; None for one that an authority vouches for, whose key may change.

    Raises:
        CertificateUnusable: not a certificate.
    """
    try:
        first = x509.load_pem_x509_certificates(certificate.chain.read_bytes())[0]
    except (OSError, ValueError, IndexError) as fault:
        path = str(certificate.chain)
        raise CertificateUnusable(f"{path} holds no certificate", path=path) from fault
    return pin_of(first.public_bytes(Encoding.DER)) if first.issuer == first.subject else None


def _made() -> bytes:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fidpos")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(
        Encoding.PEM
    )
